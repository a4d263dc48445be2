//! ListBulkOperations.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListBulkOperations.html>

use gen_dynamodb::{ListBulkOperationsInput, ListBulkOperationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_bulk_operations(
    _cx: &mut Cx<'_>,
    _input: &ListBulkOperationsInput,
) -> ApiResult<ListBulkOperationsOutput> {
    Err(ApiError::not_implemented("dynamodb:ListBulkOperations"))
}
