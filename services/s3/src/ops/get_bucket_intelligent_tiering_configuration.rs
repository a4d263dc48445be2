//! GetBucketIntelligentTieringConfiguration: one configuration of archiving by access, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketIntelligentTieringConfiguration.html>

use gen_s3::{
    GetBucketIntelligentTieringConfigurationInput, GetBucketIntelligentTieringConfigurationOutput,
    IntelligentTieringConfiguration,
};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_intelligent_tiering_configuration(
    cx: &mut Cx<'_>,
    input: &GetBucketIntelligentTieringConfigurationInput,
) -> ApiResult<GetBucketIntelligentTieringConfigurationOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept =
        configuration::get::<Kept<IntelligentTieringConfiguration>>(cx, &bucket, &input.id).await?;
    let kept = kept.ok_or_else(refusals::no_such_configuration)?;
    Ok(GetBucketIntelligentTieringConfigurationOutput {
        intelligent_tiering_configuration: Some(kept.0),
    })
}
