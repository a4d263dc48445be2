//! PutBucketEncryption.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_PutBucketEncryption.html>

use gen_s3::{PutBucketEncryptionInput, PutBucketEncryptionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_bucket_encryption(
    _cx: &mut Cx<'_>,
    _input: &PutBucketEncryptionInput,
) -> ApiResult<PutBucketEncryptionOutput> {
    Err(ApiError::not_implemented("s3:PutBucketEncryption"))
}
