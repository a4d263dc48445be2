//! Checks a parsed signature against the request, the secret and the time.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::sync::Arc;

use crate::authorization::{Authorization, PayloadHash, SignedHeaders, Source};
use crate::canonical::{Bounded, Form, request_hash, string_to_sign, write_request};
use crate::error::{AuthError, Mismatch};
use crate::hex;
use crate::key::{KeyCache, SecretKey, SigningKey};
use crate::request::{Headers, RequestView};

/// How a service verifies. Start from [`Rules::STANDARD`] or [`Rules::S3`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// Escape the path once more before it is signed. `false` for S3.
    pub double_encode_path: bool,
    /// Drop empty, `.` and `..` segments before the path is signed. `false` for S3.
    pub normalize_path: bool,
    /// How far the client's clock may be off, in seconds.
    pub skew: i64,
    /// S3's further rules: `x-amz-content-sha256` is required with a header signature and means
    /// `UNSIGNED-PAYLOAD` when absent from a presigned request, which needs `X-Amz-Expires`; and
    /// every `x-amz-` header must be signed.
    pub s3: bool,
}

impl Rules {
    /// Every service but S3.
    pub const STANDARD: Rules =
        Rules { double_encode_path: true, normalize_path: true, skew: 900, s3: false };
    /// S3 and its kin.
    pub const S3: Rules =
        Rules { double_encode_path: false, normalize_path: false, skew: 900, s3: true };
}

impl Default for Rules {
    fn default() -> Rules {
        Rules::STANDARD
    }
}

/// How long a presigned request of a service but S3 is good for when it does not say, in seconds.
const DEFAULT_EXPIRES: u32 = 900;

/// A verified request.
pub struct Verified {
    /// What the signature covers of the body. With `Sha256` the body must still be compared when
    /// its hash was not given to `verify`.
    pub payload: PayloadHash,
    pub(crate) key: Arc<SigningKey>,
}

impl std::fmt::Debug for Verified {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Verified").field("payload", &self.payload).finish_non_exhaustive()
    }
}

impl Verified {
    /// Compares the body that came with the hash that was signed, for callers that verify the
    /// request before its body is there. Payloads that sign no whole-body hash pass.
    ///
    /// # Errors
    /// [`AuthError::ContentSha256Mismatch`].
    pub fn check_body(&self, body_sha256: &[u8; 32]) -> Result<(), AuthError> {
        compare(self.payload, body_sha256)
    }
}

fn compare(payload: PayloadHash, body: &[u8; 32]) -> Result<(), AuthError> {
    match payload {
        PayloadHash::Sha256(hash) if hash != *body => Err(AuthError::ContentSha256Mismatch {
            client: hex::encode(&hash),
            computed: hex::encode(body),
        }),
        _ => Ok(()),
    }
}

/// Verifies with derived keys kept for the next request: the choice of servers. Bounded in memory,
/// and to be shared between threads.
pub struct Verifier {
    keys: KeyCache,
}

impl Verifier {
    /// A verifier without keys yet.
    #[expect(clippy::new_without_default, reason = "an empty cache is no value to fall back to")]
    pub fn new() -> Verifier {
        Verifier { keys: KeyCache::new() }
    }

    /// As the free function [`verify()`].
    ///
    /// # Errors
    /// As [`verify()`].
    pub fn verify(
        &self,
        auth: &Authorization,
        req: &RequestView<'_>,
        secret: &SecretKey,
        body_sha256: Option<&[u8; 32]>,
        now: i64,
        rules: &Rules,
    ) -> Result<Verified, AuthError> {
        let payload = check(auth, req, body_sha256, now, rules)?;
        let key = self.keys.get(secret, &auth.access_key_id, auth.algorithm, &auth.scope);
        check_signature(auth, req, key, payload, body_sha256, rules)
    }
}

/// Verifies a request that [`crate::parse()`] read.
///
/// `body_sha256` is the hash of the whole body, where it is known; it must be when `auth.payload`
/// is [`PayloadHash::MissingSoHashBody`] (but for S3). `now` is in seconds since 1970, UTC.
///
/// `secret` must be that of `auth.access_key_id` and of no other: a header signature does not cover
/// the id, so among ids that share a secret a client may choose.
/// The session token is *not* judged here: the caller must see that it belongs to the access key.
/// Nor is the scope's meaning: see [`Authorization::check_scope`].
///
/// # Errors
/// Too old, not yet valid, something left unsigned, or a wrong signature.
pub fn verify(
    auth: &Authorization,
    req: &RequestView<'_>,
    secret: &SecretKey,
    body_sha256: Option<&[u8; 32]>,
    now: i64,
    rules: &Rules,
) -> Result<Verified, AuthError> {
    let payload = check(auth, req, body_sha256, now, rules)?;
    let key = SigningKey::derive(secret, &auth.access_key_id, auth.algorithm, &auth.scope);
    check_signature(auth, req, Arc::new(key), payload, body_sha256, rules)
}

/// All but the signature itself; the payload is what the signature covers by the rules.
fn check(
    auth: &Authorization,
    req: &RequestView<'_>,
    body_sha256: Option<&[u8; 32]>,
    now: i64,
    rules: &Rules,
) -> Result<PayloadHash, AuthError> {
    check_time(auth, now, rules)?;
    if !auth.signed_headers.contains("host") {
        return Err(AuthError::HostNotSigned);
    }
    // The region set is only the client's word while it is signed; in a query it always is.
    let set_unsigned = auth.region_set.is_some()
        && auth.source == Source::Header
        && !auth.signed_headers.contains("x-amz-region-set");
    if set_unsigned {
        return Err(AuthError::HeadersNotSigned { names: "x-amz-region-set".to_owned() });
    }
    if rules.s3 {
        check_amz_headers(req.headers, &auth.signed_headers)?;
    }
    let payload = match (auth.payload, auth.source) {
        (PayloadHash::MissingSoHashBody, Source::Presigned { .. }) if rules.s3 => {
            PayloadHash::Unsigned
        }
        (PayloadHash::MissingSoHashBody, Source::Header) if rules.s3 => {
            return Err(AuthError::ContentSha256Missing);
        }
        (payload, _) => payload,
    };
    if let Some(body) = body_sha256 {
        compare(payload, body)?;
    } else if payload == PayloadHash::MissingSoHashBody {
        return Err(AuthError::BodyHashNeeded);
    }
    Ok(payload)
}

fn check_time(auth: &Authorization, now: i64, rules: &Rules) -> Result<(), AuthError> {
    let (signed, skew) = (auth.timestamp, rules.skew);
    let presigned = matches!(auth.source, Source::Presigned { .. });
    if signed > now.saturating_add(skew) {
        return Err(AuthError::NotYetCurrent { signed, now, skew, presigned });
    }
    match auth.source {
        Source::Header if signed < now.saturating_sub(skew) => {
            Err(AuthError::Expired { signed, now, skew })
        }
        Source::Presigned { expires: None } if rules.s3 => Err(AuthError::QueryIncomplete {
            message: "AWS query-string parameters must include 'X-Amz-Expires'. Re-examine the query-string parameters.".to_owned(),
        }),
        Source::Presigned { expires } => {
            let expires = expires.unwrap_or(DEFAULT_EXPIRES);
            if now > signed + i64::from(expires) {
                return Err(AuthError::PresignedExpired { signed, expires, now });
            }
            Ok(())
        }
        Source::Header => Ok(()),
    }
}

fn check_amz_headers(headers: &dyn Headers, signed: &SignedHeaders) -> Result<(), AuthError> {
    let mut unsigned = Vec::new();
    headers.names(&mut |name| {
        let amz = name.get(..6).is_some_and(|prefix| prefix.eq_ignore_ascii_case("x-amz-"));
        // The hash is signed as the last line of the canonical request in any case.
        if amz
            && !name.eq_ignore_ascii_case("x-amz-content-sha256")
            && !signed.iter().any(|own| own.eq_ignore_ascii_case(name))
        {
            unsigned.push(name.to_ascii_lowercase());
        }
    });
    if unsigned.is_empty() {
        return Ok(());
    }
    unsigned.sort_unstable();
    unsigned.dedup();
    Err(AuthError::HeadersNotSigned { names: unsigned.join(", ") })
}

fn check_signature(
    auth: &Authorization,
    req: &RequestView<'_>,
    key: Arc<SigningKey>,
    payload: PayloadHash,
    body_sha256: Option<&[u8; 32]>,
    rules: &Rules,
) -> Result<Verified, AuthError> {
    let digits;
    let payload_text: &[u8] = match (payload, payload.name(), body_sha256) {
        (_, Some(word), _) => word.as_bytes(),
        (PayloadHash::Sha256(hash), ..) => {
            digits = hex::encode32(&hash);
            &digits
        }
        (_, None, Some(body)) => {
            digits = hex::encode32(body);
            &digits
        }
        (_, None, None) => return Err(AuthError::BodyHashNeeded),
    };
    let form = Form {
        double_encode_path: rules.double_encode_path,
        normalize_path: rules.normalize_path,
        without_token: false,
    };
    let matches = |form: Form| {
        let hash = request_hash(req, &auth.signed_headers, payload_text, form);
        let text = string_to_sign(auth.algorithm, auth.timestamp, &auth.scope, &hash);
        key.verify(&text, &auth.signature)
    };
    // Some services have the token added to a presigned URL after it was signed.
    let token_may_follow =
        auth.session_token.is_some() && matches!(auth.source, Source::Presigned { .. });
    if matches(form) || (token_may_follow && matches(Form { without_token: true, ..form })) {
        return Ok(Verified { payload, key });
    }
    Err(AuthError::Mismatch(Box::new(explain(auth, req, payload_text, form))))
}

fn explain(auth: &Authorization, req: &RequestView<'_>, payload: &[u8], form: Form) -> Mismatch {
    let mut canonical = Bounded { text: Vec::new(), limit: Mismatch::LIMIT };
    write_request(&mut canonical, req, &auth.signed_headers, payload, form);
    let hash = request_hash(req, &auth.signed_headers, payload, form);
    let text = string_to_sign(auth.algorithm, auth.timestamp, &auth.scope, &hash);
    Mismatch {
        access_key_id: auth.access_key_id.clone(),
        provided: auth.signature.to_hex(),
        canonical_request: String::from_utf8_lossy(&canonical.text).into_owned(),
        string_to_sign: String::from_utf8_lossy(&text).into_owned(),
    }
}
