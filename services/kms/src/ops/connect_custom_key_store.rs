//! ConnectCustomKeyStore: the keys in the store can be used. The software HSM answers at once.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_ConnectCustomKeyStore.html>

use gen_kms::{ConnectCustomKeyStoreInput, ConnectCustomKeyStoreOutput};
use kernel::{ApiResult, Cx};

use crate::key_store::Connection;
use crate::key_stores;

pub(crate) async fn connect_custom_key_store(
    cx: &mut Cx<'_>,
    input: &ConnectCustomKeyStoreInput,
) -> ApiResult<ConnectCustomKeyStoreOutput> {
    key_stores::switch(cx, &input.custom_key_store_id, Connection::Connected).await?;
    Ok(ConnectCustomKeyStoreOutput::default())
}
