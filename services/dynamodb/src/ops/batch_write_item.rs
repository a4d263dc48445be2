//! BatchWriteItem.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_BatchWriteItem.html>

use gen_dynamodb::{BatchWriteItemInput, BatchWriteItemOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn batch_write_item(
    _cx: &mut Cx<'_>,
    _input: &BatchWriteItemInput,
) -> ApiResult<BatchWriteItemOutput> {
    Err(ApiError::not_implemented("dynamodb:BatchWriteItem"))
}
