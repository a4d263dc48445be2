//! CancelBulkOperation.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_CancelBulkOperation.html>

use gen_dynamodb::{CancelBulkOperationInput, CancelBulkOperationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn cancel_bulk_operation(
    _cx: &mut Cx<'_>,
    _input: &CancelBulkOperationInput,
) -> ApiResult<CancelBulkOperationOutput> {
    Err(ApiError::not_implemented("dynamodb:CancelBulkOperation"))
}
