//! DisconnectCustomKeyStore: the keys in the store can be managed but not used.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DisconnectCustomKeyStore.html>

use gen_kms::{DisconnectCustomKeyStoreInput, DisconnectCustomKeyStoreOutput};
use kernel::{ApiResult, Cx};

use crate::key_store::Connection;
use crate::key_stores;

pub(crate) async fn disconnect_custom_key_store(
    cx: &mut Cx<'_>,
    input: &DisconnectCustomKeyStoreInput,
) -> ApiResult<DisconnectCustomKeyStoreOutput> {
    key_stores::switch(cx, &input.custom_key_store_id, Connection::Disconnected).await?;
    Ok(DisconnectCustomKeyStoreOutput::default())
}
