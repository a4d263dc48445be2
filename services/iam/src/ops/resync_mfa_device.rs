//! ResyncMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ResyncMFADevice.html>

use gen_iam::{ResyncMFADeviceInput, ResyncMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn resync_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &ResyncMFADeviceInput,
) -> ApiResult<ResyncMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:ResyncMFADevice"))
}
