//! DeleteInstanceProfile: only one without a role.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteInstanceProfile.html>

use gen_iam::{DeleteInstanceProfileInput, DeleteInstanceProfileOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, errors, instance_profiles};

pub(crate) async fn delete_instance_profile(
    cx: &mut Cx<'_>,
    input: &DeleteInstanceProfileInput,
) -> ApiResult<DeleteInstanceProfileOutput> {
    let profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    if profile.role.is_some() {
        return Err(errors::delete_conflict(
            "Cannot delete entity, must remove roles from instance profile first.",
        ));
    }
    entity::remove(cx, &profile);
    Ok(DeleteInstanceProfileOutput {})
}
