//! TransactGetItems.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_TransactGetItems.html>

use gen_dynamodb::{TransactGetItemsInput, TransactGetItemsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn transact_get_items(
    _cx: &mut Cx<'_>,
    _input: &TransactGetItemsInput,
) -> ApiResult<TransactGetItemsOutput> {
    Err(ApiError::not_implemented("dynamodb:TransactGetItems"))
}
