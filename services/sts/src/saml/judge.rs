//! What a signed assertion amounts to: whether it is for us, now and for this role, and what session follows from it.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_saml_assertions.html>

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::{ApiResult, Arn, Timestamp};
use sha1::{Digest as _, Sha1};

use super::assertion::{Assertion, Confirmation};
use super::attributes::condition_keys;
use crate::session_tags::{self, SessionTags};
use crate::{errors, limits};

const ATTRIBUTE: &str = "https://aws.amazon.com/SAML/Attributes/";
/// How long after its issue an assertion is taken, and how far clocks may differ.
const FRESH: Duration = Duration::from_secs(300);
const AUDIENCES: [&str; 4] = [
    "urn:amazon:webservices",
    "urn:amazon:webservices:govcloud",
    "urn:amazon:webservices:cn-north-1",
    "urn:amazon:webservices:china",
];

/// What an assertion is held against.
pub(crate) struct Expected<'a> {
    pub(crate) now: Timestamp,
    pub(crate) role: &'a Arn,
    pub(crate) provider: &'a Arn,
    /// `host:port` of this cloud.
    pub(crate) authorities: &'a [String],
}

/// A believed assertion.
#[derive(Clone, Debug)]
pub(crate) struct SamlIdentity {
    pub(crate) subject: String,
    pub(crate) subject_type: String,
    pub(crate) issuer: String,
    /// The recipient, which AWS calls the audience.
    pub(crate) audience: String,
    pub(crate) name_qualifier: String,
    pub(crate) session_name: String,
    pub(crate) tags: SessionTags,
    pub(crate) source_identity: Option<String>,
    /// Seconds that the session lasts at most.
    pub(crate) at_most: Option<i32>,
    /// `saml:sub` and its kin.
    pub(crate) keys: Vec<(String, Vec<String>)>,
}

/// Judges an assertion whose signature is good; `None` when it does not speak of this role and provider.
pub(crate) fn judge(
    assertion: &Assertion,
    expected: &Expected<'_>,
) -> ApiResult<Option<SamlIdentity>> {
    check_audience(assertion, expected.authorities)?;
    check_time(assertion, expected.now)?;
    let recipient = confirmed(&assertion.confirmations, expected)?.recipient.clone();
    if assertion.subject.is_empty() {
        return Err(errors::saml_response());
    }
    let session_name = session_name(assertion)?;
    let source_identity = source_identity(assertion)?;
    let at_most = at_most(assertion, expected.now)?;
    let tags = tags(assertion)?;
    if !names_role(assertion, expected)? {
        return Ok(None);
    }
    let provider = expected.provider;
    let name = provider.resource().strip_prefix("saml-provider").unwrap_or_default();
    let name_qualifier = name_qualifier(&assertion.issuer, provider.account(), name);
    let mut keys = condition_keys(assertion);
    for (key, value) in [
        ("saml:aud", recipient.clone()),
        ("saml:iss", assertion.issuer.clone()),
        ("saml:sub", assertion.subject.clone()),
        ("saml:sub_type", assertion.subject_type.clone()),
        ("saml:namequalifier", name_qualifier.clone()),
        ("saml:doc", format!("{}{name}", provider.account())),
    ] {
        keys.push((key.to_owned(), vec![value]));
    }
    Ok(Some(SamlIdentity {
        subject: assertion.subject.clone(),
        subject_type: assertion.subject_type.clone(),
        issuer: assertion.issuer.clone(),
        audience: recipient,
        name_qualifier,
        session_name,
        tags,
        source_identity,
        at_most,
        keys,
    }))
}

/// One audience of each restriction must be us, and there must be a restriction.
fn check_audience(assertion: &Assertion, authorities: &[String]) -> ApiResult<()> {
    let ours = |audience: &String| {
        AUDIENCES.contains(&audience.as_str()) || is_our_endpoint(audience, authorities)
    };
    let all = &assertion.audiences;
    if all.is_empty() || !all.iter().all(|audiences| audiences.iter().any(ours)) {
        return Err(errors::saml_audience());
    }
    Ok(())
}

fn check_time(assertion: &Assertion, now: Timestamp) -> ApiResult<()> {
    let issued = assertion.issued.ok_or_else(errors::saml_response)?;
    if issued > now.plus(FRESH) || assertion.not_before.is_some_and(|from| from > now.plus(FRESH)) {
        return Err(errors::saml_too_early());
    }
    if now > issued.plus(FRESH) || assertion.not_on_or_after.is_some_and(|end| end <= now) {
        return Err(errors::saml_too_late());
    }
    Ok(())
}

/// A confirmation that lets us have the assertion now.
fn confirmed<'a>(
    confirmations: &'a [Confirmation],
    expected: &Expected<'_>,
) -> ApiResult<&'a Confirmation> {
    let mut ours = confirmations
        .iter()
        .filter(|c| is_our_endpoint(&c.recipient, expected.authorities))
        .peekable();
    if ours.peek().is_none() {
        return Err(errors::saml_recipient());
    }
    let now = expected.now;
    let counts = |c: &&Confirmation| {
        c.not_on_or_after.is_some_and(|end| now < end)
            && c.not_before.is_none_or(|from| from <= now.plus(FRESH))
    };
    ours.find(counts).ok_or_else(errors::saml_too_late)
}

/// Where AWS takes assertions, in all regions, and anything on this cloud's own address.
fn is_our_endpoint(url: &str, authorities: &[String]) -> bool {
    let (rest, secure) = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => (rest, true),
        (None, Some(rest)) => (rest, false),
        (None, None) => return false,
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if authorities.iter().any(|ours| ours == host) {
        return true;
    }
    let domain = ["signin.aws.amazon.com", "signin.amazonaws.cn", "signin.amazonaws-us-gov.com"];
    let aws = domain.iter().any(|domain| {
        host.strip_suffix(domain).is_some_and(|region| match region.strip_suffix('.') {
            Some(region) => region.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-'),
            None => region.is_empty(),
        })
    });
    secure && aws && (path == "saml" || path.starts_with("saml/acs/"))
}

/// Whether an attribute pairs the role with the provider, in either order.
fn names_role(assertion: &Assertion, expected: &Expected<'_>) -> ApiResult<bool> {
    let pairs = assertion.values(&format!("{ATTRIBUTE}Role"));
    if pairs.is_empty() {
        return Err(errors::saml_required("Role"));
    }
    let (role, provider) = (expected.role.as_str(), expected.provider.as_str());
    Ok(pairs.iter().any(|pair| {
        let parts: Vec<&str> = pair.split(',').map(str::trim).collect();
        parts == [role, provider] || parts == [provider, role]
    }))
}

fn session_name(assertion: &Assertion) -> ApiResult<String> {
    match assertion.values(&format!("{ATTRIBUTE}RoleSessionName")).as_slice() {
        [] => Err(errors::saml_required("RoleSessionName")),
        [name] if is_name(name) => Ok((*name).to_owned()),
        _ => Err(errors::saml_session_name()),
    }
}

fn source_identity(assertion: &Assertion) -> ApiResult<Option<String>> {
    match assertion.values(&format!("{ATTRIBUTE}SourceIdentity")).as_slice() {
        [] => Ok(None),
        [name] if is_name(name) && !name.starts_with("aws:") => Ok(Some((*name).to_owned())),
        _ => Err(errors::saml_source_identity()),
    }
}

/// `[a-zA-Z_0-9+=,.@-]{2,64}`.
fn is_name(text: &str) -> bool {
    (2..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_+=,.@-".contains(&b))
}

/// The provider can make a session shorter than the call asks, never longer.
fn at_most(assertion: &Assertion, now: Timestamp) -> ApiResult<Option<i32>> {
    let asked = match assertion.values(&format!("{ATTRIBUTE}SessionDuration")).as_slice() {
        [] => None,
        [text] => {
            let seconds: Option<i32> = text.parse().ok();
            let seconds = seconds.filter(|seconds| limits::SAML_SESSION.contains(seconds));
            Some(seconds.ok_or_else(errors::saml_duration)?)
        }
        _ => return Err(errors::saml_duration()),
    };
    let Some(end) = assertion.session_ends else { return Ok(asked) };
    if end <= now {
        return Err(errors::saml_too_late());
    }
    let left = i32::try_from(end.since(now).as_secs()).unwrap_or(i32::MAX);
    Ok(Some(asked.map_or(left, |asked| asked.min(left))))
}

fn tags(assertion: &Assertion) -> ApiResult<SessionTags> {
    let prefix = format!("{ATTRIBUTE}PrincipalTag:");
    let mut all = Vec::new();
    for (name, values) in &assertion.attributes {
        let Some(key) = name.strip_prefix(&prefix) else { continue };
        let [value] = values.as_slice() else { return Err(errors::saml_tags()) };
        if key.is_empty() || key.chars().count() > 128 || value.chars().count() > 256 {
            return Err(errors::saml_tags());
        }
        all.push((key.to_owned(), value.clone()));
    }
    if all.len() > limits::SESSION_TAGS {
        return Err(errors::saml_tags());
    }
    let transitive = assertion.values(&format!("{ATTRIBUTE}TransitiveTagKeys"));
    let transitive: Vec<String> = transitive.into_iter().map(str::to_owned).collect();
    session_tags::join(all, &transitive, Vec::new())
}

/// What tells users of one provider from those of another: issuer, account and `/NAME` of the provider.
fn name_qualifier(issuer: &str, account: &str, name: &str) -> String {
    STANDARD.encode(Sha1::digest(format!("{issuer}{account}{name}")))
}
