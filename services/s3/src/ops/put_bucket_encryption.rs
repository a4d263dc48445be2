//! PutBucketEncryption: what new objects are encrypted with that do not say.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html>

use std::sync::Arc;

use gen_s3::PutBucketEncryptionInput;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::bucket;
use crate::encryption_rules;

pub(crate) async fn put_bucket_encryption(
    cx: &mut Cx<'_>,
    input: &PutBucketEncryptionInput,
) -> ApiResult<Empty> {
    let found = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    let mut bucket = Arc::unwrap_or_clone(found);
    bucket.encryption = Some(encryption_rules::parse(&input.server_side_encryption_configuration)?);
    bucket::save(cx, &bucket);
    Ok(Empty::default())
}
