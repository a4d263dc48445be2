//! ListImports.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListImports.html>

use gen_dynamodb::{ListImportsInput, ListImportsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_imports(
    _cx: &mut Cx<'_>,
    _input: &ListImportsInput,
) -> ApiResult<ListImportsOutput> {
    Err(ApiError::not_implemented("dynamodb:ListImports"))
}
