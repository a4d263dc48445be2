//! TagMFADevice: adds tags, or gives them other values.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagMFADevice.html>

use gen_iam::TagMFADeviceRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::{mfa, tags};

pub(crate) async fn tag_mfa_device(
    cx: &mut Cx<'_>,
    input: &TagMFADeviceRequest,
) -> ApiResult<Empty> {
    let mut row = mfa::find(cx, &input.serial_number).await?;
    row.tags = tags::merged(&row.tags, &input.tags)?;
    mfa::put(cx, &input.serial_number, &row);
    Ok(Empty {})
}
