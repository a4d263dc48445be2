//! ListVirtualMFADevices.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListVirtualMFADevices.html>

use gen_iam::{ListVirtualMFADevicesInput, ListVirtualMFADevicesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_virtual_mfa_devices(
    _cx: &mut Cx<'_>,
    _input: &ListVirtualMFADevicesInput,
) -> ApiResult<ListVirtualMFADevicesOutput> {
    Err(ApiError::not_implemented("iam:ListVirtualMFADevices"))
}
