//! StartBulkPutItems.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_StartBulkPutItems.html>

use gen_dynamodb::{StartBulkPutItemsInput, StartBulkPutItemsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn start_bulk_put_items(
    _cx: &mut Cx<'_>,
    _input: &StartBulkPutItemsInput,
) -> ApiResult<StartBulkPutItemsOutput> {
    Err(ApiError::not_implemented("dynamodb:StartBulkPutItems"))
}
