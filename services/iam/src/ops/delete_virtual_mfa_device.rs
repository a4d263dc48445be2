//! DeleteVirtualMFADevice.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteVirtualMFADevice.html>

use gen_iam::{DeleteVirtualMFADeviceInput, DeleteVirtualMFADeviceOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_virtual_mfa_device(
    _cx: &mut Cx<'_>,
    _input: &DeleteVirtualMFADeviceInput,
) -> ApiResult<DeleteVirtualMFADeviceOutput> {
    Err(ApiError::not_implemented("iam:DeleteVirtualMFADevice"))
}
