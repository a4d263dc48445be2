//! PutBucketIntelligentTieringConfiguration: a configuration of archiving by access, by its id.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketIntelligentTieringConfiguration.html>

use gen_s3::PutBucketIntelligentTieringConfigurationInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::by_id;
use crate::intelligent_tiering::run;
use crate::kept::Kept;

pub(crate) async fn put_bucket_intelligent_tiering_configuration(
    cx: &mut Cx<'_>,
    input: &PutBucketIntelligentTieringConfigurationInput,
) -> ApiResult<Empty> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let document = Kept(input.intelligent_tiering_configuration.clone());
    by_id::check_intelligent_tiering(&input.id, &document.0)?;
    by_id::put(cx, &bucket, &input.id, &document).await?;
    run::plan(cx, &bucket).await?;
    Ok(Empty::default())
}
