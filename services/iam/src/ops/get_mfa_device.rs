//! GetMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetMFADevice.html>

use gen_iam::{GetMFADeviceInput, GetMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &GetMFADeviceInput,
) -> ApiResult<GetMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:GetMFADevice"))
}
