//! DeleteGroup: only one without users and policies.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html>

use gen_iam::{DeleteGroupInput, DeleteGroupOutput};
use kernel::{ApiResult, Cx};

use crate::{dependents, entity, errors, groups};

pub(crate) async fn delete_group(
    cx: &mut Cx<'_>,
    input: &DeleteGroupInput,
) -> ApiResult<DeleteGroupOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    if groups::has_members(cx, &group).await? {
        return Err(errors::delete_conflict(
            "Cannot delete entity, must remove users from group first.",
        ));
    }
    dependents::require_no_policies(cx, &group).await?;
    entity::remove(cx, &group);
    Ok(DeleteGroupOutput {})
}
