//! What else there is of a user: it keeps the user from being deleted, and follows when the user gets another name
//! or path. Each part of IAM that keeps something by user has a line in each of the two functions.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html>

use kernel::{ApiResult, Cx};

use crate::attachments::Holder;
use crate::entity::Entity as _;
use crate::users::User;
use crate::{access_keys, credentials, errors, inline};

/// DeleteConflict while something of the user is left.
pub(crate) async fn require_none(cx: &mut Cx<'_>, user: &User) -> ApiResult<()> {
    require_no_policies(cx, user).await?;
    if !user.groups.is_empty() {
        return Err(errors::delete_conflict(
            "Cannot delete entity, must remove users from group first.",
        ));
    }
    match credentials::of_owner(cx, user.id()).await?.left() {
        Some(what) => {
            Err(errors::delete_conflict(format!("Cannot delete entity, must {what} first.")))
        }
        None => Ok(()),
    }
}

/// DeleteConflict while somebody has policies of their own, attached or inline.
pub(crate) async fn require_no_policies<H: Holder>(cx: &mut Cx<'_>, holder: &H) -> ApiResult<()> {
    if !holder.attached().is_empty() {
        return Err(errors::delete_conflict(
            "Cannot delete entity, must detach all policies first.",
        ));
    }
    if inline::any(cx, &holder.head().id).await? {
        return Err(errors::delete_conflict("Cannot delete entity, must delete policies first."));
    }
    Ok(())
}

/// Takes notice of a user who has another name or path now; the unique id is the same.
pub(crate) async fn user_moved(cx: &mut Cx<'_>, user: &User) -> ApiResult<()> {
    let arn = user.typed_arn(cx)?;
    access_keys::owner_renamed(cx, user.id(), &arn).await
}
