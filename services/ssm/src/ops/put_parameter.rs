//! PutParameter.
//! Ref: <https://docs.aws.amazon.com/ssm/latest/APIReference/API_PutParameter.html>

use gen_ssm::{PutParameterInput, PutParameterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_parameter(
    _cx: &mut Cx<'_>,
    _input: &PutParameterInput,
) -> ApiResult<PutParameterOutput> {
    Err(ApiError::not_implemented("ssm:PutParameter"))
}
