//! PutBucketTagging: all tags of a bucket at once, unless they decide who may do what.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html>

use std::sync::Arc;

use gen_s3::PutBucketTaggingInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::refusals;
use crate::tag_rules::{self, Tagged};

pub(crate) async fn put_bucket_tagging(
    cx: &mut Cx<'_>,
    input: &PutBucketTaggingInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    if found.abac {
        return Err(refusals::tags_by_control_alone());
    }
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.tags = tag_rules::check(&input.tagging.tag_set, Tagged::Bucket)?;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
