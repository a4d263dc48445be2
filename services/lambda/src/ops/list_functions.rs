//! ListFunctions.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_ListFunctions.html>

use gen_lambda::{ListFunctionsInput, ListFunctionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_functions(
    _cx: &mut Cx<'_>,
    _input: &ListFunctionsInput,
) -> ApiResult<ListFunctionsOutput> {
    Err(ApiError::not_implemented("lambda:ListFunctions"))
}
