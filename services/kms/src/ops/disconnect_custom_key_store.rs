//! DisconnectCustomKeyStore.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DisconnectCustomKeyStore.html>

use gen_kms::{DisconnectCustomKeyStoreInput, DisconnectCustomKeyStoreOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disconnect_custom_key_store(
    _cx: &mut Cx<'_>,
    _input: &DisconnectCustomKeyStoreInput,
) -> ApiResult<DisconnectCustomKeyStoreOutput> {
    Err(ApiError::not_implemented("kms:DisconnectCustomKeyStore"))
}
