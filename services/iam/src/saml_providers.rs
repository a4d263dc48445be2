//! SAML providers: identity providers whose assertions the account trusts, by their metadata.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_saml.html>

use std::time::Duration;

use kernel::{ApiResult, Arn, Cx, SamlProvider, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::certificates::private_key;
use crate::certificates::x509::PublicKey;
use crate::credential_errors as errors;
use crate::limits;
use crate::owned::new_id;
use crate::providers::saml_metadata;

const PURPOSE: &str = "iam.saml-private-key";
const REQUIRED: &str = "Required";

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provider {
    /// `SAMLSP...`.
    pub(crate) id: String,
    pub(crate) metadata: String,
    pub(crate) created: Timestamp,
    pub(crate) valid_until: Timestamp,
    /// `Required` or `Allowed`.
    pub(crate) encryption: String,
    pub(crate) private_keys: Vec<PrivateKey>,
    pub(crate) tags: Vec<(String, String)>,
}

/// A key that assertions can be encrypted for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PrivateKey {
    pub(crate) id: String,
    pub(crate) added: Timestamp,
    /// Sealed.
    pem: Vec<u8>,
}

/// Providers by name.
static PROVIDERS: Table<String, Provider> = Table::new("iam.saml-provider", Scope::Account, 1);

/// The ARN of the account's provider of this name.
pub(crate) fn arn_of(cx: &Cx<'_>, name: &str) -> String {
    format!("arn:{}:iam::{}:saml-provider/{name}", cx.partition(), cx.account())
}

/// The name in the ARN of a provider of this account.
fn name_in<'a>(cx: &Cx<'_>, arn: &'a str) -> Option<&'a str> {
    arn.strip_prefix(&arn_of(cx, ""))
}

async fn get(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Provider>> {
    match name_in(cx, arn) {
        Some(name) => cx.get(&PROVIDERS, &name.to_owned()).await,
        None => Ok(None),
    }
}

/// The provider with this ARN, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Provider> {
    get(cx, arn).await?.ok_or_else(|| errors::no_saml_provider(arn))
}

/// The provider with this ARN, as the rest of the cloud knows it.
pub(crate) async fn facts(cx: &mut Cx<'_>, arn: &Arn) -> ApiResult<Option<SamlProvider>> {
    let Some(provider) = get(cx, arn.as_str()).await? else { return Ok(None) };
    let opened = provider.private_keys.iter().filter_map(|key| {
        let pem = cx.kernel().unseal(PURPOSE, &key.pem)?;
        private_key::rsa_pkcs8(std::str::from_utf8(&pem).ok()?)
    });
    Ok(Some(SamlProvider {
        arn: arn.clone(),
        private_keys: opened.collect(),
        must_encrypt: provider.encryption == REQUIRED,
        metadata: provider.metadata,
    }))
}

/// All providers, by name.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<(String, Provider)>> {
    let range = cx.rows(&PROVIDERS);
    cx.range(&PROVIDERS, &range, limits::SAML_PROVIDERS).await
}

pub(crate) fn put(cx: &mut Cx<'_>, arn: &str, provider: &Provider) {
    if let Some(name) = name_in(cx, arn) {
        cx.put(&PROVIDERS, &name.to_owned(), provider);
        cx.identities_changed();
    }
}

pub(crate) fn delete(cx: &mut Cx<'_>, arn: &str) {
    if let Some(name) = name_in(cx, arn) {
        cx.delete(&PROVIDERS, &name.to_owned());
        cx.identities_changed();
    }
}

/// Until when this metadata holds; InvalidInput when it is not an identity provider's.
pub(crate) fn valid_until(metadata: &str, now: Timestamp) -> ApiResult<Timestamp> {
    let parsed = saml_metadata::parse(metadata).ok_or_else(errors::bad_metadata)?;
    let long = Duration::from_secs(limits::METADATA_DAYS * 86_400);
    Ok(parsed.valid_until.unwrap_or_else(|| now.plus(long)))
}

impl Provider {
    /// Takes in another private key, an RSA key in PEM.
    pub(crate) fn add_key(&mut self, cx: &Cx<'_>, pem: &str) -> ApiResult<()> {
        if self.private_keys.len() >= limits::SAML_PRIVATE_KEYS {
            let most = limits::SAML_PRIVATE_KEYS;
            return Err(errors::quota("PrivateKeysPerSAMLProvider", most));
        }
        let Some(PublicKey::Rsa(..)) = private_key::public_half(pem) else {
            return Err(errors::bad_saml_key());
        };
        self.private_keys.push(PrivateKey {
            id: new_id(cx, "", 22),
            added: cx.now().whole_seconds(),
            pem: cx.kernel().seal(PURPOSE, pem.as_bytes()),
        });
        Ok(())
    }

    /// InvalidInput when encryption is required and there is no key for it.
    pub(crate) fn require_key(&self) -> ApiResult<()> {
        match self.encryption == REQUIRED && self.private_keys.is_empty() {
            true => Err(errors::encryption_needs_a_key()),
            false => Ok(()),
        }
    }
}
