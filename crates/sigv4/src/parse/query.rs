//! Presigned URLs: the signature's parts stand in the query.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html>

use std::borrow::Cow;

use super::{Given, MAX_TOKEN, SECURITY_TOKEN, credential, parse_payload};
use crate::authorization::{Algorithm, Authorization, Signature, SignedHeaders, Source, clip};
use crate::error::{AuthError, ExpiresError};
use crate::{time, uri};

/// A week.
const MAX_EXPIRES: i64 = 604_800;

const NAMES: [&str; 9] = [
    "X-Amz-Algorithm",
    "X-Amz-Credential",
    "X-Amz-Signature",
    "X-Amz-Date",
    "X-Amz-SignedHeaders",
    "X-Amz-Expires",
    "X-Amz-Security-Token",
    "X-Amz-Region-Set",
    "X-Amz-Content-Sha256",
];
const ALGORITHM: usize = 0;
const CREDENTIAL: usize = 1;
const SIGNATURE: usize = 2;
const DATE: usize = 3;
const SIGNED_HEADERS: usize = 4;
const EXPIRES: usize = 5;
const TOKEN: usize = 6;
const REGION_SET: usize = 7;
const CONTENT_SHA256: usize = 8;

/// The decoded values of [`NAMES`], in that order.
pub(super) struct Params<'q>([Option<Cow<'q, str>>; NAMES.len()]);

impl<'q> Params<'q> {
    /// `None` when the query speaks of no signature.
    pub(super) fn collect(query: &'q str) -> Result<Option<Params<'q>>, AuthError> {
        if !mentions_signature(query) {
            return Ok(None);
        }
        let mut params = Params(Default::default());
        for (name, value) in uri::params(query) {
            let name = uri::canonical_component(name);
            let Some(at) = NAMES.iter().position(|known| *known == name) else { continue };
            let value = uri::decode(value).ok_or(AuthError::QueryParameter { name: NAMES[at] })?;
            if params.0[at].replace(value).is_some() {
                return Err(AuthError::QueryParameter { name: NAMES[at] });
            }
        }
        Ok((params.get(ALGORITHM).is_some() || params.get(SIGNATURE).is_some()).then_some(params))
    }

    fn get(&self, at: usize) -> Option<&str> {
        self.0[at].as_deref()
    }

    fn require(&self) -> Result<[&str; 5], AuthError> {
        let given = [ALGORITHM, CREDENTIAL, SIGNATURE, DATE, SIGNED_HEADERS];
        let mut message = String::new();
        let values = given.map(|at| {
            self.get(at).unwrap_or_else(|| {
                let name = NAMES[at];
                message.push_str(&format!("AWS query-string parameters must include '{name}'. "));
                ""
            })
        });
        if message.is_empty() {
            return Ok(values);
        }
        message.push_str("Re-examine the query-string parameters.");
        Err(AuthError::QueryIncomplete { message })
    }
}

/// Nearly every query is free of signatures, and is found to be so by one search. A name may be
/// escaped, so an escape counts as a mention.
fn mentions_signature(query: &str) -> bool {
    if query.is_empty() {
        return false;
    }
    memchr::memmem::find(query.as_bytes(), b"X-Amz-").is_some()
        || (memchr::memchr(b'%', query.as_bytes()).is_some()
            && uri::params(query).any(|(name, _)| name.contains('%')))
}

pub(super) fn parse(given: &Given<'_>, params: Params<'_>) -> Result<Authorization, AuthError> {
    let [algorithm, cred, signature, date, signed] = params.require()?;
    let algorithm = Algorithm::from_name(algorithm)
        .ok_or_else(|| AuthError::QueryAlgorithm { got: clip(algorithm) })?;
    let timestamp = time::parse_basic(date)
        .ok_or_else(|| AuthError::BadDate { got: clip(date), presigned: true })?;
    let (access_key_id, scope) = credential(algorithm, cred, timestamp, true)?;
    let expires = params.get(EXPIRES).map(expires).transpose()?;
    let payload = match params.get(CONTENT_SHA256) {
        Some(value) => parse_payload(value)?,
        None => given.payload()?,
    };
    Ok(Authorization {
        algorithm,
        access_key_id,
        scope,
        region_set: match algorithm {
            Algorithm::V4 => None,
            Algorithm::V4A => params.get(REGION_SET).map(str::to_owned),
        },
        signed_headers: SignedHeaders::parse(signed)?,
        signature: Signature::parse(algorithm, signature.as_bytes())
            .ok_or(AuthError::SignatureMalformed)?,
        timestamp,
        source: Source::Presigned { expires },
        session_token: token(given, &params)?,
        payload,
    })
}

/// Some clients send the token of a presigned request as a header.
fn token(given: &Given<'_>, params: &Params<'_>) -> Result<Option<String>, AuthError> {
    let token = match params.get(TOKEN) {
        Some(token) if token.len() > MAX_TOKEN => {
            return Err(AuthError::TooLarge { what: NAMES[TOKEN], limit: MAX_TOKEN });
        }
        Some(token) => Some(token),
        None => given.text(SECURITY_TOKEN, NAMES[TOKEN])?,
    };
    Ok(token.filter(|token| !token.is_empty()).map(str::to_owned))
}

fn expires(text: &str) -> Result<u32, AuthError> {
    // Leading zeros are fine, a longer number is beyond a week anyway.
    let seconds: i64 = match text.parse() {
        Ok(seconds) => seconds,
        Err(_) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) => i64::MAX,
        Err(_) => return Err(AuthError::Expires(ExpiresError::NotANumber)),
    };
    match u32::try_from(seconds) {
        Ok(seconds) if i64::from(seconds) <= MAX_EXPIRES => Ok(seconds),
        Err(_) if seconds < 0 => Err(AuthError::Expires(ExpiresError::Negative)),
        _ => Err(AuthError::Expires(ExpiresError::OverAWeek)),
    }
}
