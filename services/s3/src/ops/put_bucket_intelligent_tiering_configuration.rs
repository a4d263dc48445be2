//! PutBucketIntelligentTieringConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketIntelligentTieringConfiguration.html>

use gen_s3::{PutBucketIntelligentTieringConfigurationInput, PutBucketIntelligentTieringConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_intelligent_tiering_configuration(
    _cx: &mut Cx<'_>,
    _input: &PutBucketIntelligentTieringConfigurationInput,
) -> ApiResult<PutBucketIntelligentTieringConfigurationOutput> {
    Err(ApiError::not_implemented("s3:PutBucketIntelligentTieringConfiguration"))
}
