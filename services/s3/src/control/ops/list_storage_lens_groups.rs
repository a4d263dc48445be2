//! ListStorageLensGroups: the groups of this region.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_ListStorageLensGroups.html>

use gen_s3control::{
    ListStorageLensGroupEntry, ListStorageLensGroupsInput, ListStorageLensGroupsOutput,
};
use kernel::{ApiResult, Cx};

use crate::grants::pages::page;
use crate::storage_lens::{self, LensGroup};
use crate::tables::LENS_GROUPS;

pub(crate) async fn list_storage_lens_groups(
    cx: &mut Cx<'_>,
    input: &ListStorageLensGroupsInput,
) -> ApiResult<ListStorageLensGroupsOutput> {
    let token = input.next_token.as_deref();
    let (found, next_token) =
        page(cx, &LENS_GROUPS, &[], token, None, |_: &LensGroup| true).await?;
    let shown = |group: LensGroup| ListStorageLensGroupEntry {
        storage_lens_group_arn: Some(storage_lens::arn_of_group(cx, &group.group.0.name)),
        name: Some(group.group.0.name),
        home_region: Some(cx.region().to_string()),
    };
    Ok(ListStorageLensGroupsOutput {
        storage_lens_group_list: Some(found.into_iter().map(shown).collect()),
        next_token,
    })
}
