//! EnableMFADevice: a device becomes a user's, who shows two codes in a row.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableMFADevice.html>

use gen_iam::EnableMFADeviceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::mfa;
use crate::owner::Owner;

pub(crate) async fn enable_mfa_device(
    cx: &mut Cx<'_>,
    input: &EnableMFADeviceRequest,
) -> ApiResult<Empty> {
    let owner = Owner::of_device(cx, Some(&input.user_name)).await?;
    let codes = (&*input.authentication_code1, &*input.authentication_code2);
    mfa::enable(cx, &owner, &input.serial_number, codes).await?;
    cx.identities_changed();
    Ok(Empty {})
}
