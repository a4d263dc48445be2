//! ListInstanceProfileTags: the tags of an instance profile, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListInstanceProfileTags.html>

use gen_iam::{ListInstanceProfileTagsInput, ListInstanceProfileTagsOutput};
use kernel::{ApiResult, Cx};

use crate::{instance_profiles, tags};

pub(crate) async fn list_instance_profile_tags(
    cx: &mut Cx<'_>,
    input: &ListInstanceProfileTagsInput,
) -> ApiResult<ListInstanceProfileTagsOutput> {
    let profile = instance_profiles::find(cx, &input.instance_profile_name).await?;
    let marker = input.marker.as_deref();
    let page = tags::page(cx, &profile.tags, &profile.head.id, marker, input.max_items)?;
    Ok(ListInstanceProfileTagsOutput {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
