//! UpdateUser: another name, another path; the unique id stays, and with it all that the user has.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateUser.html>

use gen_iam::{UpdateUserInput, UpdateUserOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Entity as _};
use crate::names::Folded;
use crate::users::{self, User};
use crate::{attachments, dependents, groups};

pub(crate) async fn update_user(
    cx: &mut Cx<'_>,
    input: &UpdateUserInput,
) -> ApiResult<UpdateUserOutput> {
    let before = users::find(cx, &input.user_name).await?;
    let mut user = before.clone();
    if let Some(path) = &input.new_path {
        user.head.path.clone_from(path);
    }
    if let Some(name) = &input.new_user_name {
        if user.key() != Folded::of(name) {
            entity::require_free::<User>(cx, name).await?;
        }
        user.head.name.clone_from(name);
    }
    if user == before {
        return Ok(UpdateUserOutput {});
    }
    entity::save_renamed(cx, &before.key(), &user);
    attachments::renamed(cx, &before.key(), &user, user.boundary.as_deref());
    groups::renamed_member(cx, &before.key(), &user);
    dependents::user_moved(cx, &user).await?;
    Ok(UpdateUserOutput {})
}
