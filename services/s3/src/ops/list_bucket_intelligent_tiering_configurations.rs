//! ListBucketIntelligentTieringConfigurations.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_ListBucketIntelligentTieringConfigurations.html>

use gen_s3::{ListBucketIntelligentTieringConfigurationsInput, ListBucketIntelligentTieringConfigurationsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_bucket_intelligent_tiering_configurations(
    _cx: &mut Cx<'_>,
    _input: &ListBucketIntelligentTieringConfigurationsInput,
) -> ApiResult<ListBucketIntelligentTieringConfigurationsOutput> {
    Err(ApiError::not_implemented("s3:ListBucketIntelligentTieringConfigurations"))
}
