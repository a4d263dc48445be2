//! DeactivateMFADevice: a user no longer has the device.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeactivateMFADevice.html>

use gen_iam::DeactivateMFADeviceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::mfa;
use crate::owner::Owner;

pub(crate) async fn deactivate_mfa_device(
    cx: &mut Cx<'_>,
    input: &DeactivateMFADeviceRequest,
) -> ApiResult<Empty> {
    let owner = Owner::of_device(cx, input.user_name.as_deref()).await?;
    mfa::deactivate(cx, &owner, &input.serial_number).await?;
    cx.identities_changed();
    Ok(Empty {})
}
