//! GetBucketEncryption: what new objects are encrypted with.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html>

use gen_s3::{GetBucketEncryptionInput, GetBucketEncryptionOutput};
use kernel::{ApiResult, Cx};

use crate::bucket;
use crate::encryption_rules;

pub(crate) async fn get_bucket_encryption(
    cx: &mut Cx<'_>,
    input: &GetBucketEncryptionInput,
) -> ApiResult<GetBucketEncryptionOutput> {
    let bucket = bucket::find(cx, &input.bucket, input.expected_bucket_owner.as_deref()).await?;
    Ok(GetBucketEncryptionOutput {
        server_side_encryption_configuration: Some(encryption_rules::shown(
            bucket.encryption.as_ref(),
        )),
    })
}
