//! OpenID Connect providers: issuers whose tokens the account trusts, for which audiences.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html>

use kernel::{ApiError, ApiResult, Cx, OidcProvider, Timestamp};
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::credential_errors as errors;
use crate::limits;
use crate::providers::oidc_url;

/// A provider.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Provider {
    /// In the order of adding.
    pub(crate) client_ids: Vec<String>,
    pub(crate) thumbprints: Vec<String>,
    pub(crate) created: Timestamp,
    pub(crate) tags: Vec<(String, String)>,
}

/// Providers by URL, without its scheme.
static PROVIDERS: Table<String, Provider> = Table::new("iam.oidc-provider", Scope::Account, 1);

/// The ARN of the account's provider with this URL.
pub(crate) fn arn_of(cx: &Cx<'_>, url: &str) -> String {
    format!("arn:{}:iam::{}:oidc-provider/{url}", cx.partition(), cx.account())
}

/// The URL in the ARN of a provider of this account.
pub(crate) fn url_in<'a>(cx: &Cx<'_>, arn: &'a str) -> Option<&'a str> {
    arn.strip_prefix(&arn_of(cx, ""))
}

async fn get(cx: &mut Cx<'_>, url: &str) -> ApiResult<Option<Provider>> {
    cx.get(&PROVIDERS, &url.to_owned()).await
}

/// The provider with this ARN, if there is one.
pub(crate) async fn with_arn(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Provider>> {
    match url_in(cx, arn) {
        Some(url) => get(cx, url).await,
        None => Ok(None),
    }
}

/// The provider with this ARN, or NoSuchEntity.
pub(crate) async fn find(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Provider> {
    with_arn(cx, arn).await?.ok_or_else(|| errors::no_oidc_provider(arn))
}

/// The provider for tokens of this issuer, as the rest of the cloud knows it.
pub(crate) async fn facts(cx: &mut Cx<'_>, issuer: &str) -> ApiResult<Option<OidcProvider>> {
    let url = oidc_url::without_scheme(issuer);
    let Some(provider) = get(cx, url).await? else { return Ok(None) };
    Ok(Some(OidcProvider {
        arn: arn_of(cx, url).parse().map_err(ApiError::bug)?,
        url: url.to_owned(),
        client_ids: provider.client_ids,
        thumbprints: provider.thumbprints,
    }))
}

/// All providers, by URL.
pub(crate) async fn all(cx: &mut Cx<'_>) -> ApiResult<Vec<(String, Provider)>> {
    let range = cx.rows(&PROVIDERS);
    cx.range(&PROVIDERS, &range, limits::OIDC_PROVIDERS).await
}

pub(crate) fn put(cx: &mut Cx<'_>, arn: &str, provider: &Provider) {
    if let Some(url) = url_in(cx, arn) {
        cx.put(&PROVIDERS, &url.to_owned(), provider);
        cx.identities_changed();
    }
}

pub(crate) fn delete(cx: &mut Cx<'_>, arn: &str) {
    if let Some(url) = url_in(cx, arn) {
        cx.delete(&PROVIDERS, &url.to_owned());
        cx.identities_changed();
    }
}

/// Thumbprints as they are kept; InvalidInput when they are too many or no SHA-1.
pub(crate) fn thumbprints(given: &[String]) -> ApiResult<Vec<String>> {
    if given.len() > limits::THUMBPRINTS {
        return Err(errors::too_many_thumbprints());
    }
    let is_hash = |text: &String| text.chars().all(|c| c.is_ascii_hexdigit());
    match given.iter().all(is_hash) {
        true => Ok(given.iter().map(|text| text.to_ascii_lowercase()).collect()),
        false => Err(errors::bad_thumbprint()),
    }
}

/// Audiences as they are kept: each once. LimitExceeded when they are too many.
pub(crate) fn client_ids(given: &[String]) -> ApiResult<Vec<String>> {
    let mut kept: Vec<String> = Vec::new();
    for id in given {
        if !kept.contains(id) {
            kept.push(id.clone());
        }
    }
    match kept.len() > limits::CLIENT_IDS {
        true => Err(errors::quota("ClientIdsPerOpenIdConnectProvider", limits::CLIENT_IDS)),
        false => Ok(kept),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_limited() {
        let many = |n: usize| (0..n).map(|i| format!("client-{i}")).collect::<Vec<_>>();
        assert_eq!(client_ids(&many(100)).map(|ids| ids.len()).ok(), Some(100));
        assert!(client_ids(&many(101)).is_err());
        let twice = [many(2), many(2)].concat();
        assert_eq!(client_ids(&twice).ok(), Some(many(2)));
        let print = "A".repeat(40);
        assert_eq!(thumbprints(std::slice::from_ref(&print)).ok(), Some(vec!["a".repeat(40)]));
        assert!(thumbprints(&vec![print; 6]).is_err());
        assert!(thumbprints(&["z".repeat(40)]).is_err());
    }
}
