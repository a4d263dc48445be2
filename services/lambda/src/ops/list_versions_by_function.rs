//! ListVersionsByFunction.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListVersionsByFunction.html>

use gen_lambda::{ListVersionsByFunctionInput, ListVersionsByFunctionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_versions_by_function(
    _cx: &mut Cx<'_>,
    _input: &ListVersionsByFunctionInput,
) -> ApiResult<ListVersionsByFunctionOutput> {
    Err(ApiError::not_implemented("lambda:ListVersionsByFunction"))
}
