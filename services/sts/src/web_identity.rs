//! What a token of an OpenID Connect provider says, judged: for whom it is, how long it counts, and the condition keys
//! and tags that follow from it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_oidc.html>

use std::time::Duration;

use kernel::{ApiResult, OidcProvider, Timestamp};

use crate::jwt::Claims;
use crate::session_tags::SessionTags;
use crate::{errors, limits};

/// How far clocks may differ.
const SKEW: Duration = Duration::from_secs(300);

/// A believed token.
#[derive(Clone, Debug)]
pub(crate) struct WebIdentity {
    pub(crate) subject: String,
    pub(crate) audience: String,
    pub(crate) tags: SessionTags,
    pub(crate) source_identity: Option<String>,
    /// `ISSUER:sub` and its kin.
    pub(crate) keys: Vec<(String, Vec<String>)>,
}

/// Judges the claims of a token whose signature is good.
pub(crate) fn judge(
    claims: &Claims,
    provider: &OidcProvider,
    now: Timestamp,
) -> ApiResult<WebIdentity> {
    let missing = |name: &str| errors::identity_token(format!("Missing a required claim: {name}"));
    let subject = claims.sub.clone().filter(|sub| !sub.is_empty()).ok_or_else(|| missing("sub"))?;
    let expires = claims.exp.and_then(Timestamp::from_secs_f64).ok_or_else(|| missing("exp"))?;
    if claims.iat.is_none() {
        return Err(missing("iat"));
    }
    if expires <= now {
        // The missing space is AWS's.
        return Err(errors::expired_token(format!(
            "Token expired: current date/time {} must be before the expiration date/time{}",
            now.as_secs(),
            expires.as_secs(),
        )));
    }
    for from in [claims.nbf, claims.iat].into_iter().flatten() {
        if Timestamp::from_secs_f64(from).is_none_or(|from| from > now.plus(SKEW)) {
            return Err(errors::identity_token("Token is not valid yet"));
        }
    }
    let audience = audience(claims, provider)?;
    let named = |name: &str| format!("{}:{name}", provider.url);
    let mut keys =
        vec![(named("sub"), vec![subject.clone()]), (named("aud"), vec![audience.clone()])];
    if claims.azp.is_some() && !claims.aud.0.is_empty() {
        keys.push((named("oaud"), claims.aud.0.clone()));
    }
    if !claims.amr.0.is_empty() {
        keys.push((named("amr"), claims.amr.0.clone()));
    }
    if let Some(email) = &claims.email {
        keys.push((named("email"), vec![email.clone()]));
    }
    let tags = tags(claims)?;
    Ok(WebIdentity {
        subject,
        audience,
        tags,
        source_identity: claims.source_identity.clone(),
        keys,
    })
}

/// Whom the token is for: the authorized party, where it names one, or else an audience; it must be a registered client.
fn audience(claims: &Claims, provider: &OidcProvider) -> ApiResult<String> {
    let candidates: Vec<&String> = match &claims.azp {
        Some(party) => vec![party],
        None => claims.aud.0.iter().collect(),
    };
    if candidates.is_empty() {
        return Err(errors::identity_token("Missing a required claim: aud"));
    }
    let registered = candidates.into_iter().find(|audience| provider.client_ids.contains(audience));
    registered.cloned().ok_or_else(|| errors::identity_token("Incorrect token audience"))
}

fn tags(claims: &Claims) -> ApiResult<SessionTags> {
    let Some(given) = &claims.tags else { return Ok(SessionTags::default()) };
    let wrong = || errors::identity_token("The session tags of the token are not valid");
    let mut all = Vec::new();
    for (key, values) in &given.principal_tags {
        let [value] = values.0.as_slice() else { return Err(wrong()) };
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(wrong());
        }
        all.push((key.clone(), value.clone()));
    }
    if all.len() > limits::SESSION_TAGS {
        return Err(wrong());
    }
    crate::session_tags::join(all, &given.transitive_tag_keys, Vec::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(claims: &str) -> Result<WebIdentity, String> {
        let provider = OidcProvider {
            arn: "arn:aws:iam::000000000000:oidc-provider/idp".parse().expect("an ARN"),
            url: "idp".to_owned(),
            client_ids: vec!["client".to_owned()],
            thumbprints: Vec::new(),
        };
        let claims: Claims = serde_json::from_str(claims).expect("claims");
        judge(&claims, &provider, Timestamp::from_secs(1_000))
            .map_err(|error| format!("{}: {}", error.code(), error.message().unwrap_or_default()))
    }

    #[test]
    fn claims() {
        for (claims, expected) in [
            (r#"{"sub":"s","aud":"client","exp":1001,"iat":900}"#, Ok("client")),
            (r#"{"sub":"s","aud":["x","client"],"exp":1001,"iat":900}"#, Ok("client")),
            (r#"{"sub":"s","aud":"x","azp":"client","exp":1001,"iat":900}"#, Ok("client")),
            (
                r#"{"sub":"s","aud":"client","azp":"x","exp":1001,"iat":900}"#,
                Err("Incorrect token audience"),
            ),
            (r#"{"sub":"s","aud":"x","exp":1001,"iat":900}"#, Err("Incorrect token audience")),
            (r#"{"sub":"s","exp":1001,"iat":900}"#, Err("Missing a required claim: aud")),
            (r#"{"aud":"client","exp":1001,"iat":900}"#, Err("Missing a required claim: sub")),
            (r#"{"sub":"s","aud":"client","iat":900}"#, Err("Missing a required claim: exp")),
            (r#"{"sub":"s","aud":"client","exp":1001,"iat":9000}"#, Err("Token is not valid yet")),
            (
                r#"{"sub":"s","aud":"client","exp":1001,"iat":1,"nbf":9000}"#,
                Err("Token is not valid yet"),
            ),
            (
                r#"{"sub":"s","aud":"client","exp":1000,"iat":900}"#,
                Err(
                    "Token expired: current date/time 1000 must be before the expiration date/time1000",
                ),
            ),
        ] {
            match (judged(claims), expected) {
                (Ok(found), Ok(audience)) => assert_eq!(found.audience, audience),
                (Err(found), Err(words)) => assert!(found.contains(words), "{found}"),
                (found, _) => panic!("{claims}: {found:?}"),
            }
        }
    }

    #[test]
    fn tags_of_tokens() {
        let claims = r#"{"sub":"s","aud":"client","exp":1001,"iat":900,"https://aws.amazon.com/tags":
            {"principal_tags":{"team":["red"]},"transitive_tag_keys":["team"]}}"#;
        let found = judged(claims).expect("good claims");
        assert_eq!(found.tags.all, [("team".to_owned(), "red".to_owned())]);
        assert_eq!(found.tags.transitive, ["team"]);
    }
}
