//! PutItem.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_PutItem.html>

use gen_dynamodb::{PutItemInput, PutItemOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_item(
    _cx: &mut Cx<'_>,
    _input: &PutItemInput,
) -> ApiResult<PutItemOutput> {
    Err(ApiError::not_implemented("dynamodb:PutItem"))
}
