//! DeletePublicAccessBlock: a bucket that keeps nothing from the public any more.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeletePublicAccessBlock.html>

use std::sync::Arc;

use gen_s3::DeletePublicAccessBlockInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;

pub(crate) async fn delete_public_access_block(
    cx: &mut Cx<'_>,
    input: &DeletePublicAccessBlockInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.public_access = None;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
