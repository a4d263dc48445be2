//! ListMFADevices: the devices of a user, or of whoever calls.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html>

use gen_iam::{ListMFADevicesRequest, ListMFADevicesResponse, MFADevice};
use kernel::{ApiResult, Cx};

use crate::mfa;
use crate::owner::Owner;
use crate::page::Page;

pub(crate) async fn list_mfa_devices(
    cx: &mut Cx<'_>,
    input: &ListMFADevicesRequest,
) -> ApiResult<ListMFADevicesResponse> {
    let owner = Owner::of_device(cx, input.user_name.as_deref()).await?;
    let page = Page::parse(cx, &[&owner.id], input.marker.as_deref(), input.max_items)?;
    let devices = mfa::of_owner(cx, &owner.id).await?;
    let page = page.of_list(cx, devices, |(serial, _)| serial.clone());
    let shown = page.items.into_iter().map(|(serial, enabled)| MFADevice {
        user_name: owner.name.clone(),
        serial_number: Some(serial),
        enable_date: Some(enabled),
    });
    Ok(ListMFADevicesResponse {
        mfa_devices: Some(shown.collect()),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
