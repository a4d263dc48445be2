//! ListMFADeviceTags.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListMFADeviceTags.html>

use gen_iam::{ListMFADeviceTagsInput, ListMFADeviceTagsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_mfa_device_tags(
    _cx: &mut Cx<'_>,
    _input: &ListMFADeviceTagsInput,
) -> ApiResult<ListMFADeviceTagsOutput> {
    Err(ApiError::not_implemented("iam:ListMFADeviceTags"))
}
