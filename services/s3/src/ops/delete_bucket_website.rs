//! DeleteBucketWebsite: takes it away; also when there is none.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketWebsite.html>

use std::sync::Arc;

use gen_s3::{DeleteBucketWebsiteInput, WebsiteConfiguration};
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::configuration;
use crate::kept::Kept;

pub(crate) async fn delete_bucket_website(
    cx: &mut Cx<'_>,
    input: &DeleteBucketWebsiteInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    configuration::delete::<Kept<WebsiteConfiguration>>(cx, &bucket, "");
    bucket.configured.website = false;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
