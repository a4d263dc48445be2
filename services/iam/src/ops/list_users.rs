//! ListUsers: users by name, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListUsers.html>

use gen_iam::{ListUsersInput, ListUsersOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Entity as _};
use crate::page::Page;
use crate::users::User;

pub(crate) async fn list_users(
    cx: &mut Cx<'_>,
    input: &ListUsersInput,
) -> ApiResult<ListUsersOutput> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let page = Page::parse(cx, &[prefix], input.marker.as_deref(), input.max_items)?;
    let users = entity::list::<User>(cx, prefix, &page).await?;
    let page = page.cut(cx, users, |user| user.key().0);
    Ok(ListUsersOutput {
        users: Some(page.items.iter().map(|user| user.listed(cx)).collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
