//! From a signature to a caller: issued keys are verified, others act as the settings say.

use kernel::{Caller, Clock, Kernel, KeyStatus, Principal, Region, Timestamp};
use schema::{ApiError, Protocol};
use sigv4::{
    AuthError, Authorization, Dialect, HeaderV2, PresignedV2, RequestView, Rules, SecretKey,
    Verified, Verifier,
};

use crate::host::{HostFacts, OBJECT_LAMBDA};

/// Who calls, in which region, and what a chunked body is checked with.
pub(crate) struct Authenticated {
    pub(crate) caller: Caller,
    pub(crate) region: Region,
    pub(crate) verified: Option<Verified>,
}

/// What a request is for.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    /// What the credential's scope must name.
    pub(crate) signing_name: &'a str,
    /// Whether the operation takes unsigned calls.
    pub(crate) anonymous: bool,
}

/// Judges a request's signature. `body_sha256` is computed when it is needed, and only then.
pub(crate) fn authenticate(
    kernel: &Kernel,
    verifier: &Verifier,
    authorization: Option<&Authorization>,
    view: &RequestView<'_>,
    host: &HostFacts<'_>,
    target: Target<'_>,
    body_sha256: impl FnOnce() -> Option<[u8; 32]>,
) -> Result<Authenticated, AuthFailure> {
    let settings = kernel.settings();
    let Target { signing_name, anonymous } = target;
    let Some(auth) = authorization else {
        if signing_name == "s3"
            && let Some(old) = PresignedV2::parse(view)?
        {
            return presigned_v2(kernel, &old, view, host);
        }
        if settings.strict && !anonymous {
            return Err(AuthError::Missing.into());
        }
        let region = host.region.clone().unwrap_or_else(|| settings.default_region.clone());
        let mut caller = Caller::root(settings.default_account, String::new());
        if anonymous {
            caller.principal = Principal::Anonymous;
        }
        return Ok(Authenticated { caller, region, verified: None });
    };
    let region = region_of(auth, host, kernel)?;
    let Some((secret, caller)) =
        credential(kernel, &auth.access_key_id, auth.session_token.as_deref())?
    else {
        let caller = kernel.unknown_key_caller(&auth.access_key_id)?;
        return Ok(Authenticated { caller, region, verified: None });
    };
    // Object Lambda is a part of S3 that clients sign for by a name of its own.
    let scope = match auth.scope.service.as_str() {
        OBJECT_LAMBDA if signing_name == "s3" => OBJECT_LAMBDA,
        _ => signing_name,
    };
    auth.check_scope(region.as_str(), scope)?;
    let rules = if signing_name == "s3" { Rules::S3 } else { Rules::STANDARD };
    let secret = SecretKey::new(secret.as_str());
    let body = body_sha256();
    let check =
        |now: Timestamp| verifier.verify(auth, view, &secret, body.as_ref(), now.as_secs(), &rules);
    let verified = match check(kernel.clock().now()) {
        // Moved time must not lock out clients that sign by the system's: a fresh signature of theirs counts.
        // Presigned URLs are not fresh: they expire by the cloud's time alone.
        Err(AuthError::Expired { .. } | AuthError::NotYetCurrent { presigned: false, .. })
            if kernel.clock().is_moved() =>
        {
            check(Clock::system().now())
        }
        outcome => outcome,
    }?;
    if let Some(session) = &caller.session
        && session.expires <= kernel.clock().now()
    {
        let token = auth.session_token.clone().unwrap_or_default();
        return Err(AuthError::TokenExpired { token }.into());
    }
    Ok(Authenticated { caller, region, verified: Some(verified) })
}

/// S3 still takes presigned URLs of signature version 2, which name no region.
fn presigned_v2(
    kernel: &Kernel,
    old: &PresignedV2,
    view: &RequestView<'_>,
    host: &HostFacts<'_>,
) -> Result<Authenticated, AuthFailure> {
    let default = || kernel.settings().default_region.clone();
    let region = host.region.clone().unwrap_or_else(default);
    let now = kernel.clock().now().as_secs();
    let id = &old.access_key_id;
    let Some((secret, mut caller)) = credential(kernel, id, old.session_token.as_deref())? else {
        if now > old.expires {
            return Err(AuthError::PresignedV2Expired { expires: old.expires, now }.into());
        }
        let mut caller = kernel.unknown_key_caller(id)?;
        caller.access_key_id = String::new();
        return Ok(Authenticated { caller, region, verified: None });
    };
    old.verify(view, host.bucket, &SecretKey::new(secret.as_str()), now)?;
    // Without a region in its signature it is good for buckets of all of them.
    caller.access_key_id = String::new();
    Ok(Authenticated { caller, region, verified: None })
}

/// How far the time of a header of signature version 2 may be from ours, in seconds.
const SKEW: i64 = 900;

/// S3 still takes the header of signature version 2, too.
pub(crate) fn header_v2(
    kernel: &Kernel,
    old: &HeaderV2,
    view: &RequestView<'_>,
    host: &HostFacts<'_>,
) -> Result<Authenticated, AuthFailure> {
    let default = || kernel.settings().default_region.clone();
    let region = host.region.clone().unwrap_or_else(default);
    let id = &old.access_key_id;
    let Some((secret, mut caller)) = credential(kernel, id, old.session_token.as_deref())? else {
        let mut caller = kernel.unknown_key_caller(id)?;
        caller.access_key_id = String::new();
        return Ok(Authenticated { caller, region, verified: None });
    };
    let date = old.date.as_deref().unwrap_or_default().replace("+0000", "GMT");
    let signed = Timestamp::parse_http_date(&date).map_err(|_| {
        let message = "AWS authentication requires a valid Date or x-amz-date header";
        ApiError::new("AccessDenied", 403, message)
    })?;
    let (signed, now) = (signed.as_secs(), kernel.clock().now().as_secs());
    let near = |now: i64| (signed - now).abs() <= SKEW;
    // Moved time must not lock out clients that sign by the system's.
    let moved = kernel.clock().is_moved() && near(Clock::system().now().as_secs());
    if !near(now) && !moved {
        return Err(match signed < now {
            true => AuthError::Expired { signed, now, skew: SKEW },
            false => AuthError::NotYetCurrent { signed, now, skew: SKEW, presigned: false },
        }
        .into());
    }
    old.verify(view, host.bucket, &SecretKey::new(secret.as_str()))?;
    if let Some(session) = &caller.session
        && session.expires <= kernel.clock().now()
    {
        let token = old.session_token.clone().unwrap_or_default();
        return Err(AuthError::TokenExpired { token }.into());
    }
    caller.access_key_id = String::new();
    Ok(Authenticated { caller, region, verified: None })
}

/// The secret and the holder of a key that this cloud issued; `None` of a key that nobody here issued. What looks like
/// ours and is not is refused: a token that was changed or belongs to another key, a temporary key without its token, a
/// key that was switched off or deleted.
pub(crate) fn credential(
    kernel: &Kernel,
    id: &str,
    token: Option<&str>,
) -> Result<Option<(String, Caller)>, AuthError> {
    let unknown = || AuthError::UnknownAccessKey { id: id.to_owned() };
    if let Some(key) = kernel.access_key(id) {
        // A token belongs to temporary keys: with a lasting key it is somebody else's.
        let works = key.status == KeyStatus::Active && token.is_none();
        return if works { Ok(Some((key.secret.clone(), key.caller()))) } else { Err(unknown()) };
    }
    let session = token.and_then(|token| kernel.session_of_token(token));
    match session {
        Some(open) if open.access_key_id == id => {
            let caller = Caller::of_session(open.session.clone(), id);
            Ok(Some((open.secret.clone(), caller)))
        }
        Some(_) => Err(unknown()),
        None if id.len() == 20 && id.starts_with("ASIA") => Err(unknown()),
        None => Ok(None),
    }
}

/// The scope's region; SigV4A has none, so there the host decides.
fn region_of(
    auth: &Authorization,
    host: &HostFacts<'_>,
    kernel: &Kernel,
) -> Result<Region, AuthError> {
    match &auth.scope.region {
        Some(text) => Region::parse(text).ok_or_else(|| AuthError::ScopeRegion {
            got: text.chars().take(64).collect(),
            want: kernel.settings().default_region.to_string(),
            presigned: false,
        }),
        None => Ok(host.region.clone().unwrap_or_else(|| kernel.settings().default_region.clone())),
    }
}

/// A refusal, to be worded in the service's dialect.
pub(crate) enum AuthFailure {
    Signature(AuthError),
    Refused(ApiError),
}

impl From<AuthError> for AuthFailure {
    fn from(error: AuthError) -> Self {
        AuthFailure::Signature(error)
    }
}

impl From<ApiError> for AuthFailure {
    fn from(error: ApiError) -> Self {
        AuthFailure::Refused(error)
    }
}

impl AuthFailure {
    /// The error as this service words it.
    pub(crate) fn into_error(self, protocol: Protocol, signing_name: &str) -> ApiError {
        match self {
            AuthFailure::Refused(error) => error,
            AuthFailure::Signature(error) => {
                let dialect = match protocol {
                    Protocol::RestXml if signing_name == "s3" => Dialect::S3,
                    Protocol::Ec2Query => Dialect::Ec2,
                    Protocol::AwsQuery | Protocol::RestXml => Dialect::Query,
                    Protocol::RestJson => Dialect::RestJson,
                    // Seen from SQS: the codes of JSON services with the status of its older protocol.
                    Protocol::AwsJson if signing_name == "sqs" => Dialect::RestJson,
                    Protocol::AwsJson | Protocol::RpcV2Cbor => Dialect::Json,
                };
                let fault = error.fault(dialect);
                fault.details.into_iter().fold(
                    ApiError::new(fault.code, fault.status, fault.message),
                    |error, (name, value)| error.with_extra(name, value),
                )
            }
        }
    }
}
