//! DeactivateMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeactivateMFADevice.html>

use gen_iam::{DeactivateMFADeviceInput, DeactivateMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn deactivate_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &DeactivateMFADeviceInput,
) -> ApiResult<DeactivateMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:DeactivateMFADevice"))
}
