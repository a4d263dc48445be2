//! UpdateBucketMetadataAnnotationTableConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_UpdateBucketMetadataAnnotationTableConfiguration.html>

use gen_s3::{UpdateBucketMetadataAnnotationTableConfigurationInput, UpdateBucketMetadataAnnotationTableConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_bucket_metadata_annotation_table_configuration(
    _cx: &mut Cx<'_>,
    _input: &UpdateBucketMetadataAnnotationTableConfigurationInput,
) -> ApiResult<UpdateBucketMetadataAnnotationTableConfigurationOutput> {
    Err(ApiError::not_implemented("s3:UpdateBucketMetadataAnnotationTableConfiguration"))
}
