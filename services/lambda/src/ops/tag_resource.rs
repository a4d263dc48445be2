//! TagResource.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_TagResource.html>

use gen_lambda::{TagResourceInput, TagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_resource(
    _cx: &mut Cx<'_>,
    _input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    Err(ApiError::not_implemented("lambda:TagResource"))
}
