//! DeleteBucketMetadataTableConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketMetadataTableConfiguration.html>

use gen_s3::{DeleteBucketMetadataTableConfigurationInput, DeleteBucketMetadataTableConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_metadata_table_configuration(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketMetadataTableConfigurationInput,
) -> ApiResult<DeleteBucketMetadataTableConfigurationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketMetadataTableConfiguration"))
}
