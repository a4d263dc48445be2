//! DeleteVirtualMFADevice: a device that nobody uses goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteVirtualMFADevice.html>

use gen_iam::DeleteVirtualMFADeviceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::credential_errors as errors;
use crate::mfa;

pub(crate) async fn delete_virtual_mfa_device(
    cx: &mut Cx<'_>,
    input: &DeleteVirtualMFADeviceRequest,
) -> ApiResult<Empty> {
    let device = mfa::find(cx, &input.serial_number).await?;
    if device.assigned.is_some() {
        return Err(errors::mfa_device_must_be_deactivated());
    }
    mfa::delete(cx, &input.serial_number);
    Ok(Empty {})
}
