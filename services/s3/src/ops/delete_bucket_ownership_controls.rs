//! DeleteBucketOwnershipControls: from then on, who writes an object owns it.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketOwnershipControls.html>

use std::sync::Arc;

use gen_s3::DeleteBucketOwnershipControlsInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;

pub(crate) async fn delete_bucket_ownership_controls(
    cx: &mut Cx<'_>,
    input: &DeleteBucketOwnershipControlsInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.ownership = None;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
