//! UntagMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagMFADevice.html>

use gen_iam::{UntagMFADeviceInput, UntagMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &UntagMFADeviceInput,
) -> ApiResult<UntagMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:UntagMFADevice"))
}
