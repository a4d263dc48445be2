//! EnableMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_EnableMFADevice.html>

use gen_iam::{EnableMFADeviceInput, EnableMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &EnableMFADeviceInput,
) -> ApiResult<EnableMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:EnableMFADevice"))
}
