//! ListMFADevices.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListMFADevices.html>

use gen_iam::{ListMFADevicesInput, ListMFADevicesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_mfa_devices(
    _cx: &mut Cx<'_>,
    _input: &ListMFADevicesInput,
) -> ApiResult<ListMFADevicesOutput> {
    Err(ApiError::not_implemented("iam:ListMFADevices"))
}
