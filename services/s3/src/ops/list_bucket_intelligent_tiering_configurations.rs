//! ListBucketIntelligentTieringConfigurations: all configurations of archiving by access, by pages of a hundred.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBucketIntelligentTieringConfigurations.html>

use gen_s3::{
    IntelligentTieringConfiguration, ListBucketIntelligentTieringConfigurationsInput,
    ListBucketIntelligentTieringConfigurationsOutput,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::by_id;
use crate::kept::Kept;

pub(crate) async fn list_bucket_intelligent_tiering_configurations(
    cx: &mut Cx<'_>,
    input: &ListBucketIntelligentTieringConfigurationsInput,
) -> ApiResult<ListBucketIntelligentTieringConfigurationsOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let token = input.continuation_token.as_deref();
    let page = by_id::page::<Kept<IntelligentTieringConfiguration>>(cx, &bucket, token).await?;
    let list: Vec<IntelligentTieringConfiguration> =
        page.found.into_iter().map(|kept| kept.0).collect();
    Ok(ListBucketIntelligentTieringConfigurationsOutput {
        is_truncated: Some(page.next.is_some()),
        continuation_token: input.continuation_token.clone(),
        next_continuation_token: page.next,
        intelligent_tiering_configuration_list: (!list.is_empty()).then_some(list),
    })
}
