//! CreateVirtualMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateVirtualMFADevice.html>

use gen_iam::{CreateVirtualMFADeviceInput, CreateVirtualMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_virtual_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &CreateVirtualMFADeviceInput,
) -> ApiResult<CreateVirtualMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:CreateVirtualMFADevice"))
}
