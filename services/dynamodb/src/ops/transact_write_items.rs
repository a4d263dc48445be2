//! TransactWriteItems.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_TransactWriteItems.html>

use gen_dynamodb::{TransactWriteItemsInput, TransactWriteItemsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn transact_write_items(
    _cx: &mut Cx<'_>,
    _input: &TransactWriteItemsInput,
) -> ApiResult<TransactWriteItemsOutput> {
    Err(ApiError::not_implemented("dynamodb:TransactWriteItems"))
}
