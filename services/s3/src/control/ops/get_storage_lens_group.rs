//! GetStorageLensGroup: a group, with its ARN.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_control_GetStorageLensGroup.html>

use gen_s3control::{GetStorageLensGroupInput, GetStorageLensGroupOutput, StorageLensGroup};
use kernel::{ApiResult, Cx};

use crate::storage_lens;

pub(crate) async fn get_storage_lens_group(
    cx: &mut Cx<'_>,
    input: &GetStorageLensGroupInput,
) -> ApiResult<GetStorageLensGroupOutput> {
    let found = storage_lens::group(cx, &input.name).await?;
    let shown = StorageLensGroup {
        storage_lens_group_arn: Some(storage_lens::arn_of_group(cx, &input.name)),
        ..found.group.0
    };
    Ok(GetStorageLensGroupOutput { storage_lens_group: Some(shown) })
}
