//! AddRoleToInstanceProfile.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AddRoleToInstanceProfile.html>

use gen_iam::{AddRoleToInstanceProfileInput, AddRoleToInstanceProfileOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn add_role_to_instance_profile(
    _cx: &mut Cx<'_>,
    _input: &AddRoleToInstanceProfileInput,
) -> ApiResult<AddRoleToInstanceProfileOutput> {
    Err(ApiError::not_implemented("iam:AddRoleToInstanceProfile"))
}
