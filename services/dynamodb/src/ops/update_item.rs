//! UpdateItem.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateItem.html>

use gen_dynamodb::{UpdateItemInput, UpdateItemOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_item(
    _cx: &mut Cx<'_>,
    _input: &UpdateItemInput,
) -> ApiResult<UpdateItemOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateItem"))
}
