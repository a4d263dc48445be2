//! DeleteBucketIntelligentTieringConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketIntelligentTieringConfiguration.html>

use gen_s3::{DeleteBucketIntelligentTieringConfigurationInput, DeleteBucketIntelligentTieringConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_intelligent_tiering_configuration(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketIntelligentTieringConfigurationInput,
) -> ApiResult<DeleteBucketIntelligentTieringConfigurationOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketIntelligentTieringConfiguration"))
}
