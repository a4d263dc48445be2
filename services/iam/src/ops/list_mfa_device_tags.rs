//! ListMFADeviceTags: the tags, by key.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADeviceTags.html>

use gen_iam::{ListMFADeviceTagsRequest, ListMFADeviceTagsResponse};
use kernel::{ApiResult, Cx};

use crate::{mfa, tags};

pub(crate) async fn list_mfa_device_tags(
    cx: &mut Cx<'_>,
    input: &ListMFADeviceTagsRequest,
) -> ApiResult<ListMFADeviceTagsResponse> {
    let id = &input.serial_number;
    let row = mfa::find(cx, id).await?;
    let page = tags::page(cx, &row.tags, id, input.marker.as_deref(), input.max_items)?;
    Ok(ListMFADeviceTagsResponse {
        tags: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
