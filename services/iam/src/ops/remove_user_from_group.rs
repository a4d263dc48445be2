//! RemoveUserFromGroup: a user who is not in the group is fine.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html>

use gen_iam::{RemoveUserFromGroupInput, RemoveUserFromGroupOutput};
use kernel::{ApiResult, Cx};

use crate::{groups, users};

pub(crate) async fn remove_user_from_group(
    cx: &mut Cx<'_>,
    input: &RemoveUserFromGroupInput,
) -> ApiResult<RemoveUserFromGroupOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    let user = users::find(cx, &input.user_name).await?;
    groups::leave(cx, &group, user);
    Ok(RemoveUserFromGroupOutput {})
}
