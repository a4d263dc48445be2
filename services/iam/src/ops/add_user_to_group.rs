//! AddUserToGroup: a user who is in the group stays in it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html>

use gen_iam::{AddUserToGroupInput, AddUserToGroupOutput};
use kernel::{ApiResult, Cx};

use crate::{groups, users};

pub(crate) async fn add_user_to_group(
    cx: &mut Cx<'_>,
    input: &AddUserToGroupInput,
) -> ApiResult<AddUserToGroupOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    let user = users::find(cx, &input.user_name).await?;
    groups::join(cx, &group, user)?;
    Ok(AddUserToGroupOutput {})
}
