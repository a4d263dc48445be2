//! DeleteBucketMetadataConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketMetadataConfiguration.html>

use gen_s3::{DeleteBucketMetadataConfigurationInput, DeleteBucketMetadataConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_metadata_configuration(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketMetadataConfigurationInput,
) -> ApiResult<DeleteBucketMetadataConfigurationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketMetadataConfiguration"))
}
