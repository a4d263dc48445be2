//! DeleteItem.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DeleteItem.html>

use gen_dynamodb::{DeleteItemInput, DeleteItemOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_item(
    _cx: &mut Cx<'_>,
    _input: &DeleteItemInput,
) -> ApiResult<DeleteItemOutput> {
    Err(ApiError::not_implemented("dynamodb:DeleteItem"))
}
