//! Encrypt.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_Encrypt.html>

use gen_kms::{EncryptInput, EncryptOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn encrypt(
    _cx: &mut Cx<'_>,
    _input: &EncryptInput,
) -> ApiResult<EncryptOutput> {
    Err(ApiError::not_implemented("kms:Encrypt"))
}
