//! GetMFADevice: a device, and whose it is.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetMFADevice.html>

use gen_iam::{GetMFADeviceRequest, GetMFADeviceResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::mfa;
use crate::owner::Owner;

pub(crate) async fn get_mfa_device(
    cx: &mut Cx<'_>,
    input: &GetMFADeviceRequest,
) -> ApiResult<GetMFADeviceResponse> {
    let wanted = match &input.user_name {
        Some(name) => Some(Owner::of_device(cx, Some(name)).await?),
        None => None,
    };
    let device = mfa::find(cx, &input.serial_number).await?;
    let owner = match &device.assigned {
        Some(assigned) => Owner::with_id(cx, &assigned.owner).await?,
        None => None,
    };
    if wanted.is_some() && wanted != owner {
        return Err(errors::no_mfa_device(&input.serial_number));
    }
    Ok(GetMFADeviceResponse {
        user_name: owner.and_then(|owner| owner.name),
        serial_number: Some(input.serial_number.clone()),
        enable_date: device.assigned.map(|assigned| assigned.enabled),
        certifications: None,
    })
}
