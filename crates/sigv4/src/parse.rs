//! Reads what a request says about its signature, from the `Authorization` header or the query.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-authentication-methods.html>

mod header;
mod query;

use crate::authorization::{Algorithm, Authorization, PayloadHash, Scope, TERMINATOR, clip};
use crate::error::AuthError;
use crate::request::{Headers, RequestView, Value, is_called};
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
    let given = Given::of(req.headers);
    match (given.0[AUTHORIZATION], presigned) {
        (Value::None, None) => Ok(None),
        (Value::None, Some(params)) => query::parse(&given, params).map(Some),
        (Value::One(value), None) => {
            header::parse(&given, text("Authorization", value, MAX_AUTHORIZATION)?).map(Some)
        }
        (Value::One(_), Some(_)) | (Value::Many, _) => Err(AuthError::MultipleMechanisms),
    }
}

/// The headers that speak of signatures.
const HEADERS: [&str; 6] = [
    "authorization",
    "x-amz-date",
    "date",
    "x-amz-security-token",
    "x-amz-region-set",
    "x-amz-content-sha256",
];
const AUTHORIZATION: usize = 0;
const AMZ_DATE: usize = 1;
const DATE: usize = 2;
const SECURITY_TOKEN: usize = 3;
const REGION_SET: usize = 4;
const CONTENT_SHA256: usize = 5;

/// The values of [`HEADERS`], in that order, found in one pass.
struct Given<'h>([Value<'h>; HEADERS.len()]);

impl<'h> Given<'h> {
    fn of(headers: &'h dyn Headers) -> Given<'h> {
        let mut given = Given([Value::None; HEADERS.len()]);
        headers.all(&mut |name, value| {
            if let Some(at) = HEADERS.iter().position(|known| is_called(name, known)) {
                given.0[at].add(value);
            }
        });
        given
    }

    /// A header's text; `name` is how errors spell it.
    fn text(&self, at: usize, name: &'static str) -> Result<Option<&'h str>, AuthError> {
        match self.0[at] {
            Value::None => Ok(None),
            Value::One(value) => text(name, value, MAX_TOKEN).map(Some),
            Value::Many => Err(AuthError::BadHeader { name }),
        }
    }

    fn payload(&self) -> Result<PayloadHash, AuthError> {
        match self.text(CONTENT_SHA256, HEADERS[CONTENT_SHA256])? {
            None => Ok(PayloadHash::MissingSoHashBody),
            Some(value) => parse_payload(value),
        }
    }
}

fn text<'h>(name: &'static str, value: &'h [u8], limit: usize) -> Result<&'h str, AuthError> {
    if value.len() > limit {
        return Err(AuthError::TooLarge { what: name, limit });
    }
    // All bytes are looked at, which a processor does many at once.
    let good = |byte: u8| (byte.wrapping_sub(b' ') < 95) | (byte == b'\t');
    let printable = value.iter().fold(true, |all, byte| all & good(*byte));
    let text = std::str::from_utf8(value).ok().filter(|_| printable);
    text.map(str::trim_ascii).ok_or(AuthError::BadHeader { name })
}

fn parse_payload(value: &str) -> Result<PayloadHash, AuthError> {
    PayloadHash::parse(value).ok_or_else(|| AuthError::ContentSha256Invalid { got: clip(value) })
}

/// `text` before and after the first `separator`, which is of ASCII.
fn split_once(text: &str, separator: u8) -> Option<(&str, &str)> {
    memchr::memchr(separator, text.as_bytes()).map(|at| (&text[..at], &text[at + 1..]))
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
    let mut rest = Some(got);
    while let Some(text) = rest {
        let part;
        (part, rest) = match split_once(text, b'/') {
            Some((part, rest)) => (part, Some(rest)),
            None => (text, None),
        };
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
