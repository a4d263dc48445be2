//! TagInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagInstanceProfile.html>

use gen_iam::{TagInstanceProfileInput, TagInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &TagInstanceProfileInput,
) -> ApiResult<TagInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:TagInstanceProfile"))
}
