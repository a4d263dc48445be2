//! DeleteBucketTagging: takes all tags off a bucket, unless they decide who may do what.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketTagging.html>

use std::sync::Arc;

use gen_s3::DeleteBucketTaggingInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::refusals;

pub(crate) async fn delete_bucket_tagging(
    cx: &mut Cx<'_>,
    input: &DeleteBucketTaggingInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if found.abac {
        return Err(refusals::tags_by_control_alone());
    }
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.tags.clear();
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
