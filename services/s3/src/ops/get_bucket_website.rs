//! GetBucketWebsite: how a bucket is served as a website.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketWebsite.html>

use gen_s3::{GetBucketWebsiteInput, GetBucketWebsiteOutput, WebsiteConfiguration};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::kept::Kept;
use crate::{configuration, refusals};

pub(crate) async fn get_bucket_website(
    cx: &mut Cx<'_>,
    input: &GetBucketWebsiteInput,
) -> ApiResult<GetBucketWebsiteOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let kept = configuration::get::<Kept<WebsiteConfiguration>>(cx, &bucket, "").await?;
    let kept = kept.ok_or_else(|| refusals::no_website(&input.bucket))?.0;
    Ok(GetBucketWebsiteOutput {
        redirect_all_requests_to: kept.redirect_all_requests_to,
        index_document: kept.index_document,
        error_document: kept.error_document,
        routing_rules: kept.routing_rules,
    })
}
