//! ListInstanceProfilesForRole: the instance profiles that a role is in, by name.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfilesForRole.html>

use gen_iam::{ListInstanceProfilesForRoleInput, ListInstanceProfilesForRoleOutput};
use kernel::{ApiResult, Cx};

use crate::entity::Entity as _;
use crate::page::Page;
use crate::{instance_profiles, roles};

pub(crate) async fn list_instance_profiles_for_role(
    cx: &mut Cx<'_>,
    input: &ListInstanceProfilesForRoleInput,
) -> ApiResult<ListInstanceProfilesForRoleOutput> {
    let role = roles::find(cx, &input.role_name).await?;
    let page = Page::parse(cx, &[&role.head.id], input.marker.as_deref(), input.max_items)?;
    let found = instance_profiles::of_role(cx, &role, &page).await?;
    let page = page.cut(cx, found, |profile| profile.key().0);
    Ok(ListInstanceProfilesForRoleOutput {
        instance_profiles: Some(instance_profiles::listed(cx, &page.items).await?),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
