//! UpdateObjectEncryption.
//! Ref: <https://docs.aws.amazon.com/s3/latest/APIReference/API_UpdateObjectEncryption.html>

use gen_s3::{UpdateObjectEncryptionInput, UpdateObjectEncryptionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_object_encryption(
    _cx: &mut Cx<'_>,
    _input: &UpdateObjectEncryptionInput,
) -> ApiResult<UpdateObjectEncryptionOutput> {
    Err(ApiError::not_implemented("s3:UpdateObjectEncryption"))
}
