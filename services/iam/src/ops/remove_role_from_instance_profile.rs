//! RemoveRoleFromInstanceProfile: an instance profile without its role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveRoleFromInstanceProfile.html>

use gen_iam::{RemoveRoleFromInstanceProfileInput, RemoveRoleFromInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::{instance_profiles, roles};

pub(crate) async fn remove_role_from_instance_profile(
    cx: &mut Cx<'_>,
    input: &RemoveRoleFromInstanceProfileInput,
) -> ApiResult<RemoveRoleFromInstanceProfileOutput> {
    let profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    let role = roles::find_modifiable(cx, &input.role_name).await?;
    instance_profiles::take_role(cx, profile, &role)?;
    Ok(RemoveRoleFromInstanceProfileOutput {})
}
