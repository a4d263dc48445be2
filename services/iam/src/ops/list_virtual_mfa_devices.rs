//! ListVirtualMFADevices: the devices of the account, with their users.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html>

use gen_iam::values::assignment_status_type as status;
use gen_iam::{self as api, ListVirtualMFADevicesRequest, ListVirtualMFADevicesResponse};
use kernel::{ApiResult, Cx};

use crate::mfa::{self, Device};
use crate::owner::Owner;
use crate::page::Page;
use crate::users;

pub(crate) async fn list_virtual_mfa_devices(
    cx: &mut Cx<'_>,
    input: &ListVirtualMFADevicesRequest,
) -> ApiResult<ListVirtualMFADevicesResponse> {
    let wanted = input.assignment_status.as_deref().unwrap_or(status::ANY);
    let page = Page::parse(cx, &[wanted], input.marker.as_deref(), input.max_items)?;
    let mut devices = mfa::all(cx).await?;
    devices.retain(|(_, device)| match wanted {
        status::ASSIGNED => device.assigned.is_some(),
        status::UNASSIGNED => device.assigned.is_none(),
        _ => true,
    });
    let page = page.of_list(cx, devices, |(serial, _)| serial.clone());
    let mut shown = Vec::with_capacity(page.items.len());
    for (serial, device) in page.items {
        shown.push(show(cx, serial, &device).await?);
    }
    Ok(ListVirtualMFADevicesResponse {
        virtual_mfa_devices: Some(shown),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}

async fn show(
    cx: &mut Cx<'_>,
    serial: String,
    device: &Device,
) -> ApiResult<api::VirtualMFADevice> {
    let user = match &device.assigned {
        Some(assigned) => match Owner::with_id(cx, &assigned.owner).await? {
            Some(Owner { name: Some(name), .. }) => {
                let user = users::find(cx, &name).await?;
                Some(user.listed(cx))
            }
            Some(root) => Some(api::User {
                user_id: Some(root.id),
                arn: Some(root.arn.to_string()),
                ..api::User::default()
            }),
            None => None,
        },
        None => None,
    };
    Ok(api::VirtualMFADevice {
        serial_number: Some(serial),
        user,
        enable_date: device.assigned.as_ref().map(|assigned| assigned.enabled),
        ..api::VirtualMFADevice::default()
    })
}
