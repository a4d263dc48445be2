//! The account as an issuer of tokens: under the URL that IAM gave it, with keys that are made once. What it publishes
//! lies under that URL, which is one of this cloud.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html>

use gen_iam::operations::GetOutboundWebIdentityFederationInfo as GetInfo;
use gen_iam::{
    GetOutboundWebIdentityFederationInfoInput as InfoInput,
    GetOutboundWebIdentityFederationInfoOutput as InfoOutput,
};
use kernel::{AccountId, ApiError, ApiResult, BoxFuture, Cx, PublicDocument};
use serde::Serialize;

use crate::errors;
use crate::issuer_keys::IssuerKeys;
use crate::tables::{ISSUER, Issuer};

const CONFIGURATION: &str = ".well-known/openid-configuration";
const KEYS: &str = ".well-known/jwks.json";

/// The URL and keys of the account that the call acts in, or that outbound federation is off.
pub(crate) async fn of_account(cx: &mut Cx<'_>) -> ApiResult<(String, IssuerKeys)> {
    let url = url(cx).await?.ok_or_else(errors::outbound_is_disabled)?;
    let keys = match cx.get(&ISSUER, &()).await? {
        Some(issuer) if issuer.url == url => return open(cx, issuer),
        Some(issuer) => IssuerKeys::unsealed(cx.kernel(), &issuer)?,
        None => IssuerKeys::generate(cx.random())?,
    };
    let issuer = keys.sealed(cx.kernel(), url.clone())?;
    cx.put(&ISSUER, &(), &issuer);
    Ok((url, keys))
}

fn open(cx: &Cx<'_>, issuer: Issuer) -> ApiResult<(String, IssuerKeys)> {
    let keys = IssuerKeys::unsealed(cx.kernel(), &issuer)?;
    Ok((issuer.url, keys))
}

/// IAM's answer, for which the caller needs no permission.
async fn url(cx: &mut Cx<'_>) -> ApiResult<Option<String>> {
    let account = cx.account();
    let answer: ApiResult<InfoOutput> =
        cx.call_as_service::<GetInfo>(account, InfoInput::default()).await;
    match answer {
        Ok(info) => Ok(info.issuer_identifier),
        Err(error) if error.code() == "FeatureDisabledException" => Ok(None),
        Err(error) => Err(error),
    }
}

/// What accounts publish: `oidc/ACCOUNT/ID/.well-known/...`. Tokens outlive the feature, so its keys stay.
pub(crate) fn documents<'a>(
    cx: &'a mut Cx<'_>,
    path: &'a str,
) -> BoxFuture<'a, ApiResult<Option<PublicDocument>>> {
    Box::pin(async move {
        let Some(wanted) = Wanted::parse(path) else { return Ok(None) };
        let outer = cx.enter(wanted.account);
        let found = document(cx, &wanted).await;
        cx.enter(outer);
        found
    })
}

async fn document(cx: &mut Cx<'_>, wanted: &Wanted<'_>) -> ApiResult<Option<PublicDocument>> {
    let ours = |url: &str| url.ends_with(&format!("/{}", wanted.issuer));
    let kept = cx.get(&ISSUER, &()).await?.filter(|issuer| ours(&issuer.url));
    let (url, keys) = match kept {
        Some(issuer) => open(cx, issuer)?,
        // Nobody got a token yet.
        None => match url(cx).await? {
            Some(url) if ours(&url) => of_account(cx).await?,
            _ => return Ok(None),
        },
    };
    let text = match wanted.file {
        CONFIGURATION => configuration(&url)?,
        _ => keys.key_set()?,
    };
    Ok(Some(("application/json", text.into())))
}

/// A path, taken apart.
#[derive(Debug, PartialEq, Eq)]
struct Wanted<'a> {
    account: AccountId,
    /// `oidc/ACCOUNT/ID`.
    issuer: &'a str,
    file: &'a str,
}

impl Wanted<'_> {
    fn parse(path: &str) -> Option<Wanted<'_>> {
        let (issuer, file) = path.split_at(path.find("/.well-known/")?);
        let file = &file[1..];
        if file != CONFIGURATION && file != KEYS {
            return None;
        }
        let (account, id) = issuer.strip_prefix("oidc/")?.split_once('/')?;
        if id.is_empty() || id.contains('/') {
            return None;
        }
        Some(Wanted { account: AccountId::parse(account)?, issuer, file })
    }
}

#[derive(Serialize)]
struct Configuration<'a> {
    issuer: &'a str,
    jwks_uri: String,
    response_types_supported: [&'static str; 1],
    subject_types_supported: [&'static str; 1],
    id_token_signing_alg_values_supported: [&'static str; 2],
    claims_supported: [&'static str; 6],
}

fn configuration(issuer: &str) -> ApiResult<String> {
    let document = Configuration {
        issuer,
        jwks_uri: format!("{issuer}/{KEYS}"),
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256", "ES384"],
        claims_supported: ["aud", "exp", "iat", "iss", "jti", "sub"],
    };
    serde_json::to_string(&document).map_err(ApiError::bug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        let issuer = "oidc/000000000000/id";
        for (path, file) in [
            ("oidc/000000000000/id/.well-known/jwks.json", Some(KEYS)),
            ("oidc/000000000000/id/.well-known/openid-configuration", Some(CONFIGURATION)),
            ("oidc/000000000000/id/.well-known/other", None),
            ("oidc/000000000000/id/more/.well-known/jwks.json", None),
            ("oidc/000000000000//.well-known/jwks.json", None),
            ("oidc/000000000000/.well-known/jwks.json", None),
            ("oidc/00000000000/id/.well-known/jwks.json", None),
            ("other/000000000000/id/.well-known/jwks.json", None),
            ("oidc/000000000000/id", None),
        ] {
            let found = Wanted::parse(path);
            assert_eq!(found.as_ref().map(|wanted| wanted.file), file, "{path}");
            assert!(found.is_none_or(|wanted| wanted.issuer == issuer), "{path}");
        }
    }
}
