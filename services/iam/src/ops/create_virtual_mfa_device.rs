//! CreateVirtualMFADevice: a seed for an authenticator, as text and as a picture; nobody uses it yet.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateVirtualMFADevice.html>

use data_encoding::BASE32;
use gen_iam::{CreateVirtualMFADeviceRequest, CreateVirtualMFADeviceResponse, VirtualMFADevice};
use kernel::{ApiError, ApiResult, Cx};

use crate::credential_errors as errors;
use crate::mfa::{self, Device, qr};
use crate::names::path_or_root;
use crate::{limits, tags};

pub(crate) async fn create_virtual_mfa_device(
    cx: &mut Cx<'_>,
    input: &CreateVirtualMFADeviceRequest,
) -> ApiResult<CreateVirtualMFADeviceResponse> {
    let (account, partition) = (cx.account(), cx.partition());
    let name = &input.virtual_mfa_device_name;
    let path = path_or_root(input.path.as_deref());
    if name.len() > limits::MFA_DEVICE_NAME {
        return Err(errors::long_device_name(limits::MFA_DEVICE_NAME));
    }
    let serial = format!("arn:{partition}:iam::{account}:mfa{path}{name}");
    let tags = tags::of_new(input.tags.as_deref())?;

    let mut seed = [0; limits::MFA_SEED];
    cx.random().fill(&mut seed);
    let text = BASE32.encode(&seed);
    let picture = qr::png(&format!("otpauth://totp/{name}@{account}?secret={text}"));
    let picture = picture.ok_or_else(|| ApiError::bug("an address is too long for a QR code"))?;
    mfa::add(cx, &serial, &Device::new(cx, &seed, tags.clone())).await?;
    Ok(CreateVirtualMFADeviceResponse {
        virtual_mfa_device: Some(VirtualMFADevice {
            serial_number: Some(serial),
            base32_string_seed: Some(text.into_bytes().into()),
            qr_code_png: Some(picture.into()),
            tags: tags::shown(&tags),
            ..VirtualMFADevice::default()
        }),
    })
}
