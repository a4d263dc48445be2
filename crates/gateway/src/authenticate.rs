//! From a signature to a caller: issued keys are verified, others act as the settings say.

use kernel::{Caller, Clock, Kernel, KeyStatus, Region, Timestamp};
use schema::{ApiError, Protocol};
use sigv4::{AuthError, Authorization, Dialect, RequestView, Rules, SecretKey, Verified, Verifier};

use crate::host::HostFacts;

/// Who calls, in which region, and what a chunked body is checked with.
pub(crate) struct Authenticated {
    pub(crate) caller: Caller,
    pub(crate) region: Region,
    pub(crate) verified: Option<Verified>,
}

/// Judges a request's signature. `body_sha256` is computed when it is needed, and only then.
pub(crate) fn authenticate(
    kernel: &Kernel,
    verifier: &Verifier,
    authorization: Option<&Authorization>,
    view: &RequestView<'_>,
    host: &HostFacts<'_>,
    signing_name: &str,
    body_sha256: impl FnOnce() -> Option<[u8; 32]>,
) -> Result<Authenticated, AuthFailure> {
    let settings = kernel.settings();
    let Some(auth) = authorization else {
        if settings.strict {
            return Err(AuthError::Missing.into());
        }
        let region = host.region.clone().unwrap_or_else(|| settings.default_region.clone());
        let caller = Caller::root(settings.default_account, String::new());
        return Ok(Authenticated { caller, region, verified: None });
    };
    let region = region_of(auth, host, kernel)?;
    let Some(key) = kernel.access_key(&auth.access_key_id) else {
        let caller = kernel.unknown_key_caller(&auth.access_key_id)?;
        return Ok(Authenticated { caller, region, verified: None });
    };
    // A token belongs to temporary keys, of which there are none yet: with a lasting key it is somebody else's.
    if key.status == KeyStatus::Inactive || auth.session_token.is_some() {
        return Err(AuthError::UnknownAccessKey { id: key.id.clone() }.into());
    }
    auth.check_scope(region.as_str(), signing_name)?;
    let rules = if signing_name == "s3" { Rules::S3 } else { Rules::STANDARD };
    let secret = SecretKey::new(key.secret.as_str());
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
    Ok(Authenticated { caller: key.caller(), region, verified: Some(verified) })
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
