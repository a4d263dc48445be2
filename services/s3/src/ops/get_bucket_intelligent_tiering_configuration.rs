//! GetBucketIntelligentTieringConfiguration.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketIntelligentTieringConfiguration.html>

use gen_s3::{GetBucketIntelligentTieringConfigurationInput, GetBucketIntelligentTieringConfigurationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_intelligent_tiering_configuration(
    _cx: &mut Cx<'_>,
    _input: &GetBucketIntelligentTieringConfigurationInput,
) -> ApiResult<GetBucketIntelligentTieringConfigurationOutput> {
    Err(ApiError::not_implemented("s3:GetBucketIntelligentTieringConfiguration"))
}
