//! TagRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagRole.html>

use gen_iam::{TagRoleInput, TagRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_role(
    _cx: &mut Cx<'_>,
    _input: &TagRoleInput,
) -> ApiResult<TagRoleOutput> {
    Err(ApiError::not_implemented("iam:TagRole"))
}
