//! ListRoles: roles by name, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListRoles.html>

use gen_iam::{ListRolesInput, ListRolesOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Entity as _};
use crate::page::Page;
use crate::roles::Role;

pub(crate) async fn list_roles(
    cx: &mut Cx<'_>,
    input: &ListRolesInput,
) -> ApiResult<ListRolesOutput> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let page = Page::parse(cx, &[prefix], input.marker.as_deref(), input.max_items)?;
    let found = entity::list::<Role>(cx, prefix, &page).await?;
    let page = page.cut(cx, found, |role| role.key().0);
    let mut roles = Vec::with_capacity(page.items.len());
    for role in &page.items {
        roles.push(role.listed(cx).await?);
    }
    Ok(ListRolesOutput { roles: Some(roles), is_truncated: page.truncated, marker: page.marker })
}
