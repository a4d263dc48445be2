//! GetItem.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_GetItem.html>

use gen_dynamodb::{GetItemInput, GetItemOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_item(
    _cx: &mut Cx<'_>,
    _input: &GetItemInput,
) -> ApiResult<GetItemOutput> {
    Err(ApiError::not_implemented("dynamodb:GetItem"))
}
