//! TagUser.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagUser.html>

use gen_iam::{TagUserInput, TagUserOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_user(
    _cx: &mut Cx<'_>,
    _input: &TagUserInput,
) -> ApiResult<TagUserOutput> {
    Err(ApiError::not_implemented("iam:TagUser"))
}
