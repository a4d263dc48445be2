//! GetBucketEncryption.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_GetBucketEncryption.html>

use gen_s3::{GetBucketEncryptionInput, GetBucketEncryptionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_bucket_encryption(
    _cx: &mut Cx<'_>,
    _input: &GetBucketEncryptionInput,
) -> ApiResult<GetBucketEncryptionOutput> {
    Err(ApiError::not_implemented("s3:GetBucketEncryption"))
}
