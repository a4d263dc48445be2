//! ConnectCustomKeyStore.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ConnectCustomKeyStore.html>

use gen_kms::{ConnectCustomKeyStoreInput, ConnectCustomKeyStoreOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn connect_custom_key_store(
    _cx: &mut Cx<'_>,
    _input: &ConnectCustomKeyStoreInput,
) -> ApiResult<ConnectCustomKeyStoreOutput> {
    Err(ApiError::not_implemented("kms:ConnectCustomKeyStore"))
}
