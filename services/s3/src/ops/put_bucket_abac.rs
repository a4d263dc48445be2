//! PutBucketAbac: whether a bucket's tags count when policies are asked. While they do, S3 Control alone changes them.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketAbac.html>

use std::sync::Arc;

use gen_s3::PutBucketAbacInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::refusals;

pub(crate) async fn put_bucket_abac(
    cx: &mut Cx<'_>,
    input: &PutBucketAbacInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.abac = match input.abac_status.status.as_deref() {
        Some("Enabled") => true,
        Some("Disabled") => false,
        _ => return Err(refusals::malformed_xml()),
    };
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
