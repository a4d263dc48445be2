//! DeleteCustomKeyStore.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteCustomKeyStore.html>

use gen_kms::{DeleteCustomKeyStoreInput, DeleteCustomKeyStoreOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_custom_key_store(
    _cx: &mut Cx<'_>,
    _input: &DeleteCustomKeyStoreInput,
) -> ApiResult<DeleteCustomKeyStoreOutput> {
    Err(ApiError::not_implemented("kms:DeleteCustomKeyStore"))
}
