//! TagResource.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_TagResource.html>

use gen_dynamodb::{TagResourceInput, TagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_resource(
    _cx: &mut Cx<'_>,
    _input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    Err(ApiError::not_implemented("dynamodb:TagResource"))
}
