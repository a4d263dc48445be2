//! BatchGetItem.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_BatchGetItem.html>

use gen_dynamodb::{BatchGetItemInput, BatchGetItemOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn batch_get_item(
    _cx: &mut Cx<'_>,
    _input: &BatchGetItemInput,
) -> ApiResult<BatchGetItemOutput> {
    Err(ApiError::not_implemented("dynamodb:BatchGetItem"))
}
