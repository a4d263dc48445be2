//! DeriveSharedSecret.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeriveSharedSecret.html>

use gen_kms::{DeriveSharedSecretInput, DeriveSharedSecretOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn derive_shared_secret(
    _cx: &mut Cx<'_>,
    _input: &DeriveSharedSecretInput,
) -> ApiResult<DeriveSharedSecretOutput> {
    Err(ApiError::not_implemented("kms:DeriveSharedSecret"))
}
