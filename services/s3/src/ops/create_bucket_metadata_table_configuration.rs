//! CreateBucketMetadataTableConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_CreateBucketMetadataTableConfiguration.html>

use gen_s3::{CreateBucketMetadataTableConfigurationInput, CreateBucketMetadataTableConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_bucket_metadata_table_configuration(
    _cx: &mut Cx<'_>,
    _input: &CreateBucketMetadataTableConfigurationInput,
) -> ApiResult<CreateBucketMetadataTableConfigurationOutput> {
    Err(ApiError::not_implemented("s3:CreateBucketMetadataTableConfiguration"))
}
