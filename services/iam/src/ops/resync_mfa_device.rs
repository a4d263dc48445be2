//! ResyncMFADevice: two codes in a row tell how far a device is off.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ResyncMFADevice.html>

use gen_iam::ResyncMFADeviceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::mfa;
use crate::owner::Owner;

pub(crate) async fn resync_mfa_device(
    cx: &mut Cx<'_>,
    input: &ResyncMFADeviceRequest,
) -> ApiResult<Empty> {
    let owner = Owner::of_device(cx, Some(&input.user_name)).await?;
    let codes = (&*input.authentication_code1, &*input.authentication_code2);
    mfa::resync(cx, &owner, &input.serial_number, codes).await?;
    Ok(Empty {})
}
