//! TagMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagMFADevice.html>

use gen_iam::{TagMFADeviceInput, TagMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &TagMFADeviceInput,
) -> ApiResult<TagMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:TagMFADevice"))
}
