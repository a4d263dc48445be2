//! TagResource.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_TagResource.html>

use gen_accessanalyzer::{TagResourceInput, TagResourceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_resource(
    _cx: &mut Cx<'_>,
    _input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    Err(ApiError::not_implemented("accessanalyzer:TagResource"))
}
