//! ListExports.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListExports.html>

use gen_dynamodb::{ListExportsInput, ListExportsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_exports(
    _cx: &mut Cx<'_>,
    _input: &ListExportsInput,
) -> ApiResult<ListExportsOutput> {
    Err(ApiError::not_implemented("dynamodb:ListExports"))
}
