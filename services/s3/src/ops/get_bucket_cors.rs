//! GetBucketCors: the rules for pages of other origins.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketCors.html>

use gen_s3::{CORSConfiguration, GetBucketCorsInput, GetBucketCorsOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_cors(
    cx: &mut Cx<'_>,
    input: &GetBucketCorsInput,
) -> ApiResult<GetBucketCorsOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<CORSConfiguration>>(cx, &bucket, "").await?;
    let kept = kept.ok_or_else(|| refusals::no_cors(&input.bucket))?.0;
    Ok(GetBucketCorsOutput { cors_rules: Some(kept.cors_rules) })
}
