//! DescribeDefaultParameters: the parameters that groups begin with.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeDefaultParameters.html>

use gen_dax::{DescribeDefaultParametersRequest, DescribeDefaultParametersResponse};
use kernel::{ApiResult, Cx};

use crate::{page, parameters};

pub(super) async fn describe_default_parameters(
    cx: &mut Cx<'_>,
    input: &DescribeDefaultParametersRequest,
) -> ApiResult<DescribeDefaultParametersResponse> {
    let all = parameters::find(cx, parameters::DEFAULT).await?.parameters();
    let (all, next_token) = page::cut(cx, all, input.max_results, input.next_token.as_deref())?;
    Ok(DescribeDefaultParametersResponse { next_token, parameters: Some(all) })
}
