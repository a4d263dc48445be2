//! ListInstanceProfiles: instance profiles by name, of those below a path.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfiles.html>

use gen_iam::{ListInstanceProfilesInput, ListInstanceProfilesOutput};
use kernel::{ApiResult, Cx};

use crate::entity::{self, Entity as _};
use crate::instance_profiles::{self, InstanceProfile};
use crate::page::Page;

pub(crate) async fn list_instance_profiles(
    cx: &mut Cx<'_>,
    input: &ListInstanceProfilesInput,
) -> ApiResult<ListInstanceProfilesOutput> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let page = Page::parse(cx, &[prefix], input.marker.as_deref(), input.max_items)?;
    let found = entity::list::<InstanceProfile>(cx, prefix, &page).await?;
    let page = page.cut(cx, found, |profile| profile.key().0);
    Ok(ListInstanceProfilesOutput {
        instance_profiles: Some(instance_profiles::listed(cx, &page.items).await?),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
