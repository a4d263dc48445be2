//! DeleteBucketEncryption: back to keys that S3 manages, which every bucket has.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketEncryption.html>

use std::sync::Arc;

use gen_s3::DeleteBucketEncryptionInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;

pub(crate) async fn delete_bucket_encryption(
    cx: &mut Cx<'_>,
    input: &DeleteBucketEncryptionInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.encryption = None;
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
