//! The keys of an OpenID Connect provider: its discovery document, then the key set that this names, kept for a while.
//! Over TLS the system's authorities vouch for the server, or one of the provider's thumbprints does. Without TLS only
//! issuers on this machine are asked.
//! Ref: <https://openid.net/specs/openid-connect-discovery-1_0.html>

use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;

use kernel::{ApiResult, Fetched, Kernel, OidcProvider, Timestamp};
use parking_lot::Mutex;
use serde::Deserialize;

use crate::errors;
use crate::jwt::{Key, Token, key_set};

/// How long keys are kept.
const KEPT: Duration = Duration::from_secs(3_600);
/// Providers whose keys are kept at once; a further one empties the cache.
const MAX_KEPT: usize = 256;

/// Key sets by issuer and thumbprints, with the time when they were fetched.
type KeySets = HashMap<String, (Timestamp, Vec<Key>)>;

static KEYS: Mutex<Option<KeySets>> = Mutex::new(None);

#[derive(Deserialize)]
struct Discovery {
    issuer: String,
    jwks_uri: String,
}

/// Whether the provider signed the token. Unknown keys are asked for again: providers change them.
pub(crate) async fn signed(
    kernel: &Kernel,
    provider: &OidcProvider,
    issuer: &str,
    token: &Token<'_>,
) -> ApiResult<bool> {
    let name = format!("{issuer} {}", provider.thumbprints.join(" "));
    let now = kernel.clock().now();
    let kept = KEYS.lock().as_ref().and_then(|all| all.get(&name).cloned());
    if let Some((at, keys)) = kept
        && at <= now
        && now < at.plus(KEPT)
        && token.is_signed_by(&keys)
    {
        return Ok(true);
    }
    let keys = fetch_keys(kernel, provider, issuer).await?;
    let signed = token.is_signed_by(&keys);
    let mut slot = KEYS.lock();
    let all = slot.get_or_insert_default();
    if all.len() >= MAX_KEPT {
        all.clear();
    }
    all.insert(name, (now, keys));
    Ok(signed)
}

async fn fetch_keys(kernel: &Kernel, provider: &OidcProvider, issuer: &str) -> ApiResult<Vec<Key>> {
    let base = if issuer.contains("://") { issuer.to_owned() } else { format!("https://{issuer}") };
    let url = format!("{}/.well-known/openid-configuration", base.trim_end_matches('/'));
    let document = fetch(kernel, provider, &url).await?;
    let discovery: Discovery =
        serde_json::from_slice(&document.body).map_err(|_| errors::no_verification_key())?;
    if discovery.issuer.trim_end_matches('/') != issuer.trim_end_matches('/') {
        return Err(errors::no_verification_key());
    }
    let keys = fetch(kernel, provider, &discovery.jwks_uri).await?;
    key_set(&keys.body).ok_or_else(errors::no_verification_key)
}

async fn fetch(kernel: &Kernel, provider: &OidcProvider, url: &str) -> ApiResult<Fetched> {
    if !may_be_asked(url) {
        return Err(errors::no_verification_key());
    }
    let answer = match kernel.outbound().get(url, true).await {
        Err(_) if url.starts_with("https://") && !provider.thumbprints.is_empty() => {
            kernel.outbound().get(url, false).await.map(|answer| (answer, true))
        }
        answer => answer.map(|answer| (answer, false)),
    };
    let (answer, by_thumbprint) = answer.map_err(|error| {
        tracing::info!(%error, "an identity provider could not be asked");
        errors::no_verification_key()
    })?;
    let known = |shown: &String| {
        provider.thumbprints.iter().any(|thumbprint| thumbprint.eq_ignore_ascii_case(shown))
    };
    if by_thumbprint && !answer.certificate_thumbprints.iter().any(known) {
        return Err(errors::thumbprint());
    }
    match answer.status {
        200 => Ok(answer),
        500.. => Err(errors::identity_provider_failed(
            "The identity provider answered with an error; try again.",
        )),
        _ => Err(errors::no_verification_key()),
    }
}

/// HTTPS anywhere, HTTP on this machine.
fn may_be_asked(url: &str) -> bool {
    if url.starts_with("https://") {
        return true;
    }
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_may_be_asked() {
        for (url, may) in [
            ("https://example.com/x", true),
            ("http://127.0.0.1:8080/x", true),
            ("http://[::1]:8080", true),
            ("http://localhost/x", true),
            ("http://example.com", false),
            ("http://127.0.0.1@example.com/", false),
            ("http://127.0.0.1.example.com/", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(may_be_asked(url), may, "{url}");
        }
    }
}
