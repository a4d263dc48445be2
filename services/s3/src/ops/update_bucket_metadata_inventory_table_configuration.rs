//! UpdateBucketMetadataInventoryTableConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_UpdateBucketMetadataInventoryTableConfiguration.html>

use gen_s3::{UpdateBucketMetadataInventoryTableConfigurationInput, UpdateBucketMetadataInventoryTableConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_bucket_metadata_inventory_table_configuration(
    _cx: &mut Cx<'_>,
    _input: &UpdateBucketMetadataInventoryTableConfigurationInput,
) -> ApiResult<UpdateBucketMetadataInventoryTableConfigurationOutput> {
    Err(ApiError::not_implemented("s3:UpdateBucketMetadataInventoryTableConfiguration"))
}
