//! What a token says that an account issues for one of its principals.
//! Deviation: AWS limits the size of a token and does not publish the limit; here the limits of the input are all.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound_token_claims.html>

use std::collections::BTreeMap;

use kernel::{ApiError, ApiResult, Arn, Cx, Principal, SessionKind};
use serde::Serialize;

use crate::errors;

/// The claims of a token.
#[derive(Debug, Serialize)]
pub(crate) struct Claims<'a> {
    pub(crate) iss: &'a str,
    pub(crate) aud: Audience<'a>,
    pub(crate) sub: &'a str,
    pub(crate) iat: i64,
    pub(crate) exp: i64,
    pub(crate) jti: String,
    #[serde(rename = "https://sts.amazonaws.com/")]
    pub(crate) aws: AwsClaims<'a>,
}

/// One by itself, several in a list.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub(crate) enum Audience<'a> {
    One(&'a str),
    Many(&'a [String]),
}

impl<'a> Audience<'a> {
    pub(crate) fn of(all: &'a [String]) -> Audience<'a> {
        match all {
            [one] => Audience::One(one),
            many => Audience::Many(many),
        }
    }
}

/// What AWS adds.
#[derive(Debug, Default, Serialize)]
pub(crate) struct AwsClaims<'a> {
    pub(crate) aws_account: &'a str,
    pub(crate) source_region: &'a str,
    pub(crate) principal_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) org_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ou_path: Option<String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) principal_tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) request_tags: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) original_session_exp: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) federated_provider: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) source_identity: Option<&'a str>,
}

/// Whom a token is about: the user, or the role of a session.
pub(crate) fn subject(cx: &Cx<'_>) -> ApiResult<Arn> {
    let caller = cx.caller();
    match (&caller.principal, caller.session.as_deref()) {
        (Principal::Identity { .. }, Some(session)) if session.kind == SessionKind::Role => {
            Ok(session.issuer.clone())
        }
        (Principal::Identity { arn, .. }, _) => Ok(arn.clone()),
        (Principal::Root, _) => Err(errors::root_gets_no_token()),
        (other, _) => Err(ApiError::bug(format!("{other:?} called GetWebIdentityToken"))),
    }
}

/// The tags of the user or role, and of the session, which win.
pub(crate) async fn principal_tags(
    cx: &mut Cx<'_>,
    subject: &Arn,
) -> ApiResult<BTreeMap<String, String>> {
    let mut tags = match subject.resource().starts_with("role/") {
        true => cx.role_facts(subject).await?.map(|role| role.tags),
        false => cx.user_facts(subject).await?.map(|user| user.tags),
    }
    .unwrap_or_default();
    if let Some(session) = cx.caller().session.as_deref() {
        // Keys are told apart without regard to case.
        let replaced = |key: &str| {
            session.tags.iter().any(|(other, _)| other.to_lowercase() == key.to_lowercase())
        };
        tags.retain(|(key, _)| !replaced(key));
        tags.extend(session.tags.iter().cloned());
    }
    Ok(tags.into_iter().collect())
}
