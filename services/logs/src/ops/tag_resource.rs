//! TagResource.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_TagResource.html>

use gen_logs::{TagResourceInput, TagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_resource(
    _cx: &mut Cx<'_>,
    _input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    Err(ApiError::not_implemented("logs:TagResource"))
}
