//! CreateUser: a user, with path, boundary and tags.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>

use gen_iam::{CreateUserInput, CreateUserOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Head, Kind};
use crate::users::User;
use crate::{boundary, tags};

pub(crate) async fn create_user(
    cx: &mut Cx<'_>,
    input: &CreateUserInput,
) -> ApiResult<CreateUserOutput> {
    let user = User {
        head: Head::new(cx, Kind::User, &input.user_name, input.path.as_deref()),
        boundary: input.permissions_boundary.clone(),
        tags: tags::of_new(input.tags.as_deref())?,
        attached: Vec::new(),
        groups: Vec::new(),
        password_last_used: None,
    };
    if let Some(arn) = &user.boundary {
        boundary::check(cx, arn).await?;
    }
    entity::add(cx, &user).await?;
    boundary::note(cx, &user, None, user.boundary.as_deref());
    Ok(CreateUserOutput { user: Some(user.shown(cx)) })
}
