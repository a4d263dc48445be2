//! AddRoleToInstanceProfile: the role of an instance profile: it has one at most.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddRoleToInstanceProfile.html>

use gen_iam::{AddRoleToInstanceProfileInput, AddRoleToInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::{instance_profiles, roles};

pub(crate) async fn add_role_to_instance_profile(
    cx: &mut Cx<'_>,
    input: &AddRoleToInstanceProfileInput,
) -> ApiResult<AddRoleToInstanceProfileOutput> {
    let profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    instance_profiles::put_role(cx, profile, &role)?;
    Ok(AddRoleToInstanceProfileOutput {})
}
