//! UpdateStorageLensGroup: another filter for a group.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_UpdateStorageLensGroup.html>

use gen_s3control::{UpdateStorageLensGroupInput, UpdateStorageLensGroupOutput};
use kernel::{ApiResult, Cx};

use crate::control_errors;
use crate::kept::Kept;
use crate::storage_lens::{self, LensGroup, group};

pub(crate) async fn update_storage_lens_group(
    cx: &mut Cx<'_>,
    input: &UpdateStorageLensGroupInput,
) -> ApiResult<UpdateStorageLensGroupOutput> {
    let mut given = input.storage_lens_group.clone();
    group::check(&given)?;
    let before = storage_lens::group(cx, &input.name).await?;
    if given.name != input.name {
        return Err(control_errors::invalid_request("A Storage Lens group keeps its name."));
    }
    given.storage_lens_group_arn = None;
    storage_lens::save_group(cx, &input.name, &LensGroup { group: Kept(given), ..before });
    Ok(UpdateStorageLensGroupOutput::default())
}
