//! CreateBucketMetadataConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CreateBucketMetadataConfiguration.html>

use gen_s3::{CreateBucketMetadataConfigurationInput, CreateBucketMetadataConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_bucket_metadata_configuration(
    _cx: &mut Cx<'_>,
    _input: &CreateBucketMetadataConfigurationInput,
) -> ApiResult<CreateBucketMetadataConfigurationOutput> {
    Err(ApiError::not_implemented("s3:CreateBucketMetadataConfiguration"))
}
