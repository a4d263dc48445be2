//! CreateCustomKeyStore: a place for keys in an HSM cluster of the account's own. The cluster is a software HSM behind
//! the cluster's id; proxies of external key managers are not called, so that such stores are refused.
//! Ref: <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateCustomKeyStore.html>

use gen_kms::{CreateCustomKeyStoreInput, CreateCustomKeyStoreOutput};
use kernel::{ApiResult, Cx};

use crate::key_store::{Connection, KeyStore};
use crate::tables::KEY_STORES;
use crate::{errors, key_stores, limits};

pub(crate) async fn create_custom_key_store(
    cx: &mut Cx<'_>,
    input: &CreateCustomKeyStoreInput,
) -> ApiResult<CreateCustomKeyStoreOutput> {
    let hsm = key_stores::Hsm::parse(input)?;
    let known = key_stores::all(cx).await?;
    key_stores::require_free_name(&known, &input.custom_key_store_name)?;
    key_stores::require_free_cluster(&known, hsm.cluster)?;
    if known.len() >= limits::KEY_STORES {
        return Err(errors::too_many("custom key stores", limits::KEY_STORES));
    }
    let id = format!("cks-{}", cx.random().text(17, "0123456789abcdef"));
    let store = KeyStore {
        id: id.clone(),
        name: input.custom_key_store_name.clone(),
        created: cx.now(),
        connection: Connection::Disconnected,
        cluster: hsm.cluster.to_owned(),
        trust_anchor: hsm.trust_anchor.to_owned(),
        password: key_stores::sealed(cx, hsm.password),
    };
    cx.put(&KEY_STORES, &id, &store);
    Ok(CreateCustomKeyStoreOutput { custom_key_store_id: Some(id) })
}
