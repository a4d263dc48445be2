//! DescribeParameters.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_DescribeParameters.html>

use gen_ssm::{DescribeParametersInput, DescribeParametersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_parameters(
    _cx: &mut Cx<'_>,
    _input: &DescribeParametersInput,
) -> ApiResult<DescribeParametersOutput> {
    Err(ApiError::not_implemented("ssm:DescribeParameters"))
}
