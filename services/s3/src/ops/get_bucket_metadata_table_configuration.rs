//! GetBucketMetadataTableConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketMetadataTableConfiguration.html>

use gen_s3::{GetBucketMetadataTableConfigurationInput, GetBucketMetadataTableConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_metadata_table_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketMetadataTableConfigurationInput,
) -> ApiResult<GetBucketMetadataTableConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketMetadataTableConfiguration"))
}
