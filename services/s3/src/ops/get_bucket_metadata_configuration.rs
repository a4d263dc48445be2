//! GetBucketMetadataConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketMetadataConfiguration.html>

use gen_s3::{GetBucketMetadataConfigurationInput, GetBucketMetadataConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_metadata_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketMetadataConfigurationInput,
) -> ApiResult<GetBucketMetadataConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketMetadataConfiguration"))
}
