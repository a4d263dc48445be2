//! DeleteStorageLensGroup: its objects are no longer counted apart.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_DeleteStorageLensGroup.html>

use gen_s3control::{DeleteStorageLensGroupInput, DeleteStorageLensGroupOutput};
use kernel::{ApiResult, Cx};

use crate::tables::LENS_GROUPS;
use crate::{grants, storage_lens};

pub(crate) async fn delete_storage_lens_group(
    cx: &mut Cx<'_>,
    input: &DeleteStorageLensGroupInput,
) -> ApiResult<DeleteStorageLensGroupOutput> {
    storage_lens::group(cx, &input.name).await?;
    let key = grants::entry(cx, &input.name);
    cx.delete(&LENS_GROUPS, &key);
    Ok(DeleteStorageLensGroupOutput::default())
}
