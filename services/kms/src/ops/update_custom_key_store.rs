//! UpdateCustomKeyStore: another name at any time; another password or cluster while it is disconnected.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_UpdateCustomKeyStore.html>

use gen_kms::{UpdateCustomKeyStoreInput, UpdateCustomKeyStoreOutput};
use kernel::{ApiResult, Cx};

use crate::tables::KEY_STORES;
use crate::{errors, key_stores};

pub(crate) async fn update_custom_key_store(
    cx: &mut Cx<'_>,
    input: &UpdateCustomKeyStoreInput,
) -> ApiResult<UpdateCustomKeyStoreOutput> {
    let mut store = key_stores::get(cx, &input.custom_key_store_id).await?;
    if key_stores::names_proxy(input) {
        return Err(errors::unsupported(format!(
            "{} is no external key store: it has no proxy.",
            store.id
        )));
    }
    if let Some(cluster) = input.cloud_hsm_cluster_id.as_deref().filter(|c| *c != store.cluster) {
        return Err(key_stores::not_related(cluster, &store));
    }
    if input.key_store_password.is_some() || input.cloud_hsm_cluster_id.is_some() {
        key_stores::require_disconnected(&store)?;
    }
    if let Some(name) = input.new_custom_key_store_name.as_ref().filter(|n| **n != store.name) {
        let known = key_stores::all(cx).await?;
        key_stores::require_free_name(&known, name)?;
        store.name.clone_from(name);
    }
    if let Some(password) = &input.key_store_password {
        store.password = key_stores::sealed(cx, password);
    }
    cx.put(&KEY_STORES, &store.id, &store);
    Ok(UpdateCustomKeyStoreOutput::default())
}
