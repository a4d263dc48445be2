//! UntagMFADevice: takes tags away; those that are not there do not matter.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagMFADevice.html>

use gen_iam::UntagMFADeviceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{mfa, tags};

pub(crate) async fn untag_mfa_device(
    cx: &mut Cx<'_>,
    input: &UntagMFADeviceRequest,
) -> ApiResult<Empty> {
    let mut row = mfa::find(cx, &input.serial_number).await?;
    row.tags = tags::without(&row.tags, &input.tag_keys);
    mfa::put(cx, &input.serial_number, &row);
    Ok(Empty {})
}
