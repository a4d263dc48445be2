//! ListInstanceProfilesForRole.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListInstanceProfilesForRole.html>

use gen_iam::{ListInstanceProfilesForRoleInput, ListInstanceProfilesForRoleOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_instance_profiles_for_role(
    _cx: &mut Cx<'_>,
    _input: &ListInstanceProfilesForRoleInput,
) -> ApiResult<ListInstanceProfilesForRoleOutput> {
    Err(ApiError::not_implemented("iam:ListInstanceProfilesForRole"))
}
