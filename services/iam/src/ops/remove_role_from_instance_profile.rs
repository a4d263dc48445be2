//! RemoveRoleFromInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_RemoveRoleFromInstanceProfile.html>

use gen_iam::{RemoveRoleFromInstanceProfileInput, RemoveRoleFromInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_role_from_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &RemoveRoleFromInstanceProfileInput,
) -> ApiResult<RemoveRoleFromInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:RemoveRoleFromInstanceProfile"))
}
