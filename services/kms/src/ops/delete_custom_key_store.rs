//! DeleteCustomKeyStore: of a store that is disconnected and has no keys.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_DeleteCustomKeyStore.html>

use gen_kms::errors::custom_key_store_has_cmks_exception;
use gen_kms::{DeleteCustomKeyStoreInput, DeleteCustomKeyStoreOutput};
use kernel::{ApiResult, Cx};

use crate::key_stores;
use crate::tables::KEY_STORES;

pub(crate) async fn delete_custom_key_store(
    cx: &mut Cx<'_>,
    input: &DeleteCustomKeyStoreInput,
) -> ApiResult<DeleteCustomKeyStoreOutput> {
    let store = key_stores::get(cx, &input.custom_key_store_id).await?;
    key_stores::require_disconnected(&store)?;
    if key_stores::has_keys(cx, &store.id).await? {
        return Err(custom_key_store_has_cmks_exception(format!(
            "The custom key store {} contains KMS keys.",
            store.id
        )));
    }
    cx.delete(&KEY_STORES, &store.id);
    Ok(DeleteCustomKeyStoreOutput::default())
}
