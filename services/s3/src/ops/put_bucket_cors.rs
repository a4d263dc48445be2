//! PutBucketCors: the rules for pages of other origins.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketCors.html>

use std::sync::Arc;

use gen_s3::PutBucketCorsInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::configuration;
use crate::cors;
use crate::kept::Kept;

pub(crate) async fn put_bucket_cors(
    cx: &mut Cx<'_>,
    input: &PutBucketCorsInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    cors::check(&input.cors_configuration)?;
    let document = Kept(input.cors_configuration.clone());
    configuration::put(cx, &bucket, "", &document)?;
    bucket.configured.cors = true;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
