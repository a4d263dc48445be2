//! UpdateCustomKeyStore.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateCustomKeyStore.html>

use gen_kms::{UpdateCustomKeyStoreInput, UpdateCustomKeyStoreOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_custom_key_store(
    _cx: &mut Cx<'_>,
    _input: &UpdateCustomKeyStoreInput,
) -> ApiResult<UpdateCustomKeyStoreOutput> {
    Err(ApiError::not_implemented("kms:UpdateCustomKeyStore"))
}
