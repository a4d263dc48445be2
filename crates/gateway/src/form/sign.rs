//! Who signed a form.

use kernel::{Caller, Principal};
use schema::{ApiError, Protocol};
use sigv4::{PostFields, PostPolicy, SecretKey};

use super::fields::{Fields, missing};
use crate::authenticate::{AuthFailure, Authenticated, credential};
use crate::head::Head;
use crate::pipeline::Gateway;

/// The caller, by signature version 4 or 2; nobody when the form is not signed.
pub(super) fn authenticate(
    gateway: &Gateway,
    head: &Head<'_>,
    fields: &Fields,
) -> Result<Authenticated, ApiError> {
    let kernel = &gateway.kernel;
    let host = &head.host;
    let default = || kernel.settings().default_region.clone();
    let region = host.region.clone().unwrap_or_else(default);
    let words = |refusal: AuthFailure| refusal.into_error(Protocol::RestXml, "s3");
    let Some(policy) = fields.get("policy") else {
        if fields.get("x-amz-signature").is_some() || fields.get("signature").is_some() {
            return Err(missing("policy"));
        }
        let mut caller = Caller::root(kernel.settings().default_account, String::new());
        caller.principal = Principal::Anonymous;
        return Ok(Authenticated { caller, region, verified: None });
    };
    let token = fields.get("x-amz-security-token");
    let old = fields.get("AWSAccessKeyId").is_some() || fields.get("signature").is_some();
    let (id, region, parsed) = if old {
        let id = fields.get("AWSAccessKeyId").ok_or_else(|| missing("AWSAccessKeyId"))?;
        fields.get("signature").ok_or_else(|| missing("Signature"))?;
        (id.to_owned(), region, None)
    } else {
        let parsed = parse(fields, policy, token)?;
        let named = parsed.scope.region.as_deref().and_then(kernel::Region::parse);
        (parsed.access_key_id.clone(), named.unwrap_or(region), Some(parsed))
    };
    let known = credential(kernel, &id, token).map_err(|error| words(error.into()))?;
    let Some((secret, mut caller)) = known else {
        let mut caller = kernel.unknown_key_caller(&id)?;
        caller.access_key_id = String::new();
        return Ok(Authenticated { caller, region, verified: None });
    };
    let secret = SecretKey::new(secret.as_str());
    let verdict = match &parsed {
        Some(parsed) => parsed.verify(&secret),
        None => {
            let signature = fields.get("signature").unwrap_or_default();
            sigv4::verify_policy_v2(&id, policy, signature, &secret)
        }
    };
    verdict.map_err(|error| words(error.into()))?;
    if old {
        // It names no region, so it is good for buckets of all of them.
        caller.access_key_id = String::new();
    }
    Ok(Authenticated { caller, region, verified: None })
}

fn parse(fields: &Fields, policy: &str, token: Option<&str>) -> Result<PostPolicy, ApiError> {
    let names = ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Signature"];
    if names.iter().all(|name| fields.get(name).is_none()) {
        return Err(ApiError::new("AccessDenied", 403, "Access Denied"));
    }
    if let Some(absent) = names.iter().find(|name| fields.get(name).is_none()) {
        return Err(missing(absent));
    }
    let text = |name: &str| fields.get(name).unwrap_or_default();
    let given = PostFields {
        algorithm: text("x-amz-algorithm"),
        credential: text("x-amz-credential"),
        date: text("x-amz-date"),
        signature: text("x-amz-signature"),
        policy,
        session_token: token,
    };
    let failure = |error| AuthFailure::Signature(error).into_error(Protocol::RestXml, "s3");
    PostPolicy::parse(&given).map_err(failure)
}
