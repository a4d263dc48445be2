//! UntagRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagRole.html>

use gen_iam::{UntagRoleInput, UntagRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_role(
    _cx: &mut Cx<'_>,
    _input: &UntagRoleInput,
) -> ApiResult<UntagRoleOutput> {
    Err(ApiError::not_implemented("iam:UntagRole"))
}
