//! DescribeParameters: the parameters of a group.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_dax_DescribeParameters.html>

use gen_dax::{DescribeParametersRequest, DescribeParametersResponse};
use kernel::{ApiResult, Cx};

use crate::{page, parameters};

pub(super) async fn describe_parameters(
    cx: &mut Cx<'_>,
    input: &DescribeParametersRequest,
) -> ApiResult<DescribeParametersResponse> {
    let mut all = parameters::find(cx, &input.parameter_group_name).await?.parameters();
    if let Some(source) = &input.source {
        all.retain(|parameter| parameter.source.as_ref() == Some(source));
    }
    let (all, next_token) = page::cut(cx, all, input.max_results, input.next_token.as_deref())?;
    Ok(DescribeParametersResponse { next_token, parameters: Some(all) })
}
