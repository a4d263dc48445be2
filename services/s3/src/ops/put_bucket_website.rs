//! PutBucketWebsite: has a bucket served as a website.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketWebsite.html>

use std::sync::Arc;

use gen_s3::PutBucketWebsiteInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;
use crate::website_rules;

pub(crate) async fn put_bucket_website(
    cx: &mut Cx<'_>,
    input: &PutBucketWebsiteInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    website_rules::check(&input.website_configuration)?;
    let document = Kept(input.website_configuration.clone());
    configuration::put(cx, &bucket, "", &document)?;
    bucket.configured.website = true;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
