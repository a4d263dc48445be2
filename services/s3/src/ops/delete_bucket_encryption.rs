//! DeleteBucketEncryption.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_DeleteBucketEncryption.html>

use gen_s3::{DeleteBucketEncryptionInput, DeleteBucketEncryptionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_bucket_encryption(
    _cx: &mut Cx<'_>,
    _input: &DeleteBucketEncryptionInput,
) -> ApiResult<DeleteBucketEncryptionOutput> {
    Err(ApiError::not_implemented("s3:DeleteBucketEncryption"))
}
