//! DeleteUserPermissionsBoundary: a user without boundary.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPermissionsBoundary.html>

use gen_iam::{DeleteUserPermissionsBoundaryInput, DeleteUserPermissionsBoundaryOutput};
use kernel::{ApiResult, Cx};

use crate::entity::Kind;
use crate::{boundary, errors, users};

pub(crate) async fn delete_user_permissions_boundary(
    cx: &mut Cx<'_>,
    input: &DeleteUserPermissionsBoundaryInput,
) -> ApiResult<DeleteUserPermissionsBoundaryOutput> {
    let mut user = users::find(cx, &input.user_name).await?;
    let before = user.boundary.take();
    if before.is_none() {
        return Err(errors::no_boundary(Kind::User, user.name()));
    }
    boundary::note(cx, &user, before.as_deref(), None);
    users::save(cx, &user);
    Ok(DeleteUserPermissionsBoundaryOutput {})
}
