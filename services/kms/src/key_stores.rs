//! Custom key stores as they are found, checked and shown.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/keystore-cloudhsm.html>

use gen_kms::errors as modelled;
use gen_kms::{CreateCustomKeyStoreInput, CustomKeyStoresListEntry, UpdateCustomKeyStoreInput};
use kernel::{ApiError, ApiResult, Cx};

use crate::errors;
use crate::key::{Origin, StoreLink};
use crate::key_store::{Connection, KeyStore};
use crate::limits;
use crate::tables::{KEY_STORES, KEYS};

/// What passwords of crypto users are sealed for.
const PURPOSE: &str = "kms.key-store-password";
const HSM: &str = "AWS_CLOUDHSM";
/// Keys read at once.
const BATCH: usize = 1_000;

/// The cluster that a new store is to be in.
#[derive(Debug)]
pub(crate) struct Hsm<'a> {
    pub(crate) cluster: &'a str,
    pub(crate) trust_anchor: &'a str,
    pub(crate) password: &'a str,
}

impl Hsm<'_> {
    /// Reads what describes the cluster; refuses external key stores.
    pub(crate) fn parse(input: &CreateCustomKeyStoreInput) -> ApiResult<Hsm<'_>> {
        if input.custom_key_store_type.as_deref().is_some_and(|kind| kind != HSM) {
            return Err(ApiError::not_implemented(
                "kms:CreateCustomKeyStore of external key stores",
            ));
        }
        let required = |value: &'_ Option<String>, name| match value {
            Some(_) => Ok(()),
            None => Err(errors::validation(format!(
                "{name} is required for custom key stores of type {HSM}."
            ))),
        };
        required(&input.cloud_hsm_cluster_id, "CloudHsmClusterId")?;
        required(&input.key_store_password, "KeyStorePassword")?;
        required(&input.trust_anchor_certificate, "TrustAnchorCertificate")?;
        let text = |value: &'_ Option<String>| value.as_deref().unwrap_or_default().len();
        if input.xks_proxy_uri_endpoint.is_some() || text(&input.xks_proxy_uri_path) > 0 {
            return Err(errors::validation(format!(
                "XksProxy parameters are not valid for custom key stores of type {HSM}."
            )));
        }
        let trust_anchor = input.trust_anchor_certificate.as_deref().unwrap_or_default();
        if !is_certificate(trust_anchor) {
            return Err(modelled::incorrect_trust_anchor_exception(
                "The trust anchor certificate is not a certificate in PEM format.",
            ));
        }
        Ok(Hsm {
            cluster: input.cloud_hsm_cluster_id.as_deref().unwrap_or_default(),
            trust_anchor,
            password: input.key_store_password.as_deref().unwrap_or_default(),
        })
    }
}

fn is_certificate(text: &str) -> bool {
    let text = text.trim();
    text.starts_with("-----BEGIN CERTIFICATE-----") && text.ends_with("-----END CERTIFICATE-----")
}

/// All stores of the account in the region.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<KeyStore>> {
    let rows = cx.rows(&KEY_STORES);
    let found = cx.range(&KEY_STORES, &rows, limits::KEY_STORES + 1).await?;
    Ok(found.into_iter().map(|(_, store)| store).collect())
}

/// The store called `id`.
pub(crate) async fn get(cx: &mut Cx<'_>, id: &str) -> ApiResult<KeyStore> {
    cx.get(&KEY_STORES, &id.to_owned()).await?.ok_or_else(|| not_found(id))
}

/// Where a new key of this origin is kept.
pub(crate) async fn for_new_key(cx: &mut Cx<'_>, id: &str, origin: Origin) -> ApiResult<StoreLink> {
    let store = get(cx, id).await?;
    if origin != Origin::AwsCloudHsm {
        return Err(errors::validation(format!("Keys of origin {origin} cannot be in {id}.")));
    }
    match store.connection {
        Connection::Connected => {
            Ok(StoreLink { store: store.id, cluster: Some(store.cluster), external_key: None })
        }
        state => Err(wrong_state(&store.id, state)),
    }
}

/// Connects or disconnects a store that is not.
pub(crate) async fn switch(cx: &mut Cx<'_>, id: &str, to: Connection) -> ApiResult<()> {
    let mut store = get(cx, id).await?;
    if store.connection == to {
        return Err(wrong_state(id, to));
    }
    store.connection = to;
    cx.put(&KEY_STORES, &store.id, &store);
    Ok(())
}

pub(crate) fn require_disconnected(store: &KeyStore) -> ApiResult<()> {
    match store.connection {
        Connection::Disconnected => Ok(()),
        state => Err(wrong_state(&store.id, state)),
    }
}

pub(crate) fn require_free_name(known: &[KeyStore], name: &str) -> ApiResult<()> {
    match known.iter().any(|store| store.name == name) {
        true => Err(modelled::custom_key_store_name_in_use_exception(format!(
            "A custom key store with the name {name} already exists."
        ))),
        false => Ok(()),
    }
}

pub(crate) fn require_free_cluster(known: &[KeyStore], cluster: &str) -> ApiResult<()> {
    match known.iter().any(|store| store.cluster == cluster) {
        true => Err(modelled::cloud_hsm_cluster_in_use_exception(format!(
            "The AWS CloudHSM cluster {cluster} is associated with another custom key store."
        ))),
        false => Ok(()),
    }
}

/// Whether there is a key in the store, be it one that waits for its end.
pub(crate) async fn has_keys(cx: &mut Cx<'_>, id: &str) -> ApiResult<bool> {
    let mut rows = cx.rows(&KEYS);
    loop {
        let some = cx.range(&KEYS, &rows, BATCH).await?;
        if some.iter().any(|(_, key)| key.store.as_ref().is_some_and(|link| link.store == id)) {
            return Ok(true);
        }
        match some.last() {
            Some((last, _)) if some.len() == BATCH => rows = cx.rows(&KEYS).after(last),
            _ => return Ok(false),
        }
    }
}

/// The password of the crypto user, as it is kept.
pub(crate) fn sealed(cx: &Cx<'_>, password: &str) -> Vec<u8> {
    cx.kernel().seal(PURPOSE, password.as_bytes())
}

/// Whether the proxy of an external key store is to be changed.
pub(crate) fn names_proxy(input: &UpdateCustomKeyStoreInput) -> bool {
    input.xks_proxy_uri_endpoint.is_some()
        || input.xks_proxy_uri_path.is_some()
        || input.xks_proxy_vpc_endpoint_service_name.is_some()
        || input.xks_proxy_vpc_endpoint_service_owner.is_some()
        || input.xks_proxy_authentication_credential.is_some()
        || input.xks_proxy_connectivity.is_some()
}

pub(crate) fn not_found(id: &str) -> ApiError {
    modelled::custom_key_store_not_found_exception(format!(
        "The custom key store {id} does not exist."
    ))
}

/// Only a cluster of the same backup history can stand in; there are no backups here.
pub(crate) fn not_related(cluster: &str, store: &KeyStore) -> ApiError {
    modelled::cloud_hsm_cluster_not_related_exception(format!(
        "The AWS CloudHSM cluster {cluster} does not share a backup history with {}.",
        store.cluster
    ))
}

fn wrong_state(id: &str, state: Connection) -> ApiError {
    modelled::custom_key_store_invalid_state_exception(format!(
        "The custom key store {id} is in the state {state}."
    ))
}

/// As DescribeCustomKeyStores shows it.
pub(crate) fn shown(store: &KeyStore) -> CustomKeyStoresListEntry {
    CustomKeyStoresListEntry {
        custom_key_store_id: Some(store.id.clone()),
        custom_key_store_name: Some(store.name.clone()),
        cloud_hsm_cluster_id: Some(store.cluster.clone()),
        trust_anchor_certificate: Some(store.trust_anchor.clone()),
        connection_state: Some(store.connection.to_string()),
        connection_error_code: None,
        creation_date: Some(store.created),
        custom_key_store_type: Some(HSM.to_owned()),
        xks_proxy_configuration: None,
    }
}
