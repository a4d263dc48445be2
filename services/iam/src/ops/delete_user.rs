//! DeleteUser: only one of whom nothing is left.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use gen_iam::{DeleteUserInput, DeleteUserOutput};
use kernel::{ApiResult, Cx};

use crate::{boundary, dependents, entity, users};

pub(crate) async fn delete_user(
    cx: &mut Cx<'_>,
    input: &DeleteUserInput,
) -> ApiResult<DeleteUserOutput> {
    let user = users::find(cx, &input.user_name).await?;
    dependents::require_none(cx, &user).await?;
    boundary::note(cx, &user, user.boundary.as_deref(), None);
    entity::remove(cx, &user);
    Ok(DeleteUserOutput {})
}
