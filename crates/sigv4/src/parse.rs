//! Reads what a request says about its signature, from the `Authorization` header or the query.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>

mod header;
mod query;

use crate::authorization::{Algorithm, Authorization, PayloadHash, Scope, TERMINATOR, clip};
use crate::error::AuthError;
use crate::request::{Headers, RequestView, Value, single};
use crate::time;

/// A longer access key id, region or service is refused, in bytes.
const MAX_NAME: usize = 128;
/// A longer `Authorization` header is refused, in bytes.
const MAX_AUTHORIZATION: usize = 20 * 1024;
/// A longer session token is refused, in bytes.
const MAX_TOKEN: usize = 32 * 1024;

/// Reads the request's signature; `None` when it carries none, i.e. is anonymous.
///
/// # Errors
/// The signature is given in two places, incomplete or malformed.
pub fn parse(req: &RequestView<'_>) -> Result<Option<Authorization>, AuthError> {
    let presigned = query::Params::collect(req.query)?;
    match (single(req.headers, "authorization"), presigned) {
        (Value::None, None) => Ok(None),
        (Value::None, Some(params)) => query::parse(req, params).map(Some),
        (Value::One(value), None) => {
            header::parse(req, text("Authorization", value, MAX_AUTHORIZATION)?).map(Some)
        }
        (Value::One(_), Some(_)) | (Value::Many, _) => Err(AuthError::MultipleMechanisms),
    }
}

fn text<'h>(name: &'static str, value: &'h [u8], limit: usize) -> Result<&'h str, AuthError> {
    if value.len() > limit {
        return Err(AuthError::TooLarge { what: name, limit });
    }
    let text = std::str::from_utf8(value).map_err(|_| AuthError::BadHeader { name })?;
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
    if printable { Ok(text.trim_ascii()) } else { Err(AuthError::BadHeader { name }) }
}

fn optional<'h>(
    headers: &'h dyn Headers,
    lower: &str,
    name: &'static str,
) -> Result<Option<&'h str>, AuthError> {
    match single(headers, lower) {
        Value::None => Ok(None),
        Value::One(value) => text(name, value, MAX_TOKEN).map(Some),
        Value::Many => Err(AuthError::BadHeader { name }),
    }
}

fn payload(headers: &dyn Headers) -> Result<PayloadHash, AuthError> {
    match optional(headers, "x-amz-content-sha256", "x-amz-content-sha256")? {
        None => Ok(PayloadHash::MissingSoHashBody),
        Some(value) => parse_payload(value),
    }
}

fn parse_payload(value: &str) -> Result<PayloadHash, AuthError> {
    PayloadHash::parse(value).ok_or_else(|| AuthError::ContentSha256Invalid { got: clip(value) })
}

/// Splits `AKID/20150830/us-east-1/sqs/aws4_request` (SigV4A: without the region) and checks its day.
pub(crate) fn credential(
    algorithm: Algorithm,
    got: &str,
    timestamp: i64,
    presigned: bool,
) -> Result<(String, Scope), AuthError> {
    let elements = if algorithm == Algorithm::V4 { 5 } else { 4 };
    let malformed = || AuthError::CredentialMalformed { elements, got: clip(got), presigned };
    let mut parts = [""; 5];
    let mut count = 0;
    for part in got.split('/') {
        // The `get_mut` fails on a sixth element.
        *parts.get_mut(count).ok_or_else(malformed)? = part;
        count += 1;
        if part.is_empty() || part.len() > MAX_NAME {
            return Err(malformed());
        }
    }
    if count != elements {
        return Err(malformed());
    }
    let (region, rest) = match algorithm {
        Algorithm::V4 => (Some(parts[2].to_owned()), &parts[3..]),
        Algorithm::V4A => (None, &parts[2..4]),
    };
    if rest[1] != TERMINATOR {
        return Err(AuthError::ScopeTerminator { got: clip(rest[1]), presigned });
    }
    if parts[1].as_bytes() != &time::format_basic(timestamp)[..8] {
        return Err(AuthError::ScopeDate { scope: clip(parts[1]), timestamp, presigned });
    }
    let scope = Scope { date: parts[1].to_owned(), region, service: rest[0].to_owned() };
    Ok((parts[0].to_owned(), scope))
}
