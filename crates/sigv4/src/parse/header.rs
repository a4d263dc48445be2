//! The `Authorization` header: `ALGORITHM Credential=..., SignedHeaders=..., Signature=...`.

use super::{AMZ_DATE, DATE, Given, REGION_SET, SECURITY_TOKEN, credential, split_once};
use crate::authorization::{Algorithm, Authorization, Signature, SignedHeaders, Source, clip};
use crate::error::AuthError;
use crate::time;

pub(super) fn parse(given: &Given<'_>, header: &str) -> Result<Authorization, AuthError> {
    let (scheme, rest) = split_once(header, b' ').unwrap_or((header, ""));
    let Some(algorithm) = Algorithm::from_name(scheme) else {
        return Err(unsupported(given, scheme, header));
    };
    let parts = Parts::split(rest, header)?;
    let date = Date::of(given)?;
    let (Some(cred), Some(signature), Some(signed), Some(date)) =
        (parts.credential, parts.signature, parts.signed_headers, date)
    else {
        return Err(incomplete(&parts, date.is_some(), header));
    };
    let timestamp = date.seconds()?;
    let (access_key_id, scope) = credential(algorithm, cred, timestamp, false)?;
    let region_set = match algorithm {
        Algorithm::V4 => None,
        Algorithm::V4A => given.text(REGION_SET, "X-Amz-Region-Set")?.map(str::to_owned),
    };
    let token = given.text(SECURITY_TOKEN, "X-Amz-Security-Token")?;
    Ok(Authorization {
        algorithm,
        access_key_id,
        scope,
        region_set,
        signed_headers: SignedHeaders::parse(signed)?,
        signature: Signature::parse(algorithm, signature.as_bytes())
            .ok_or(AuthError::SignatureMalformed)?,
        timestamp,
        source: Source::Header,
        session_token: token.filter(|token| !token.is_empty()).map(str::to_owned),
        payload: given.payload()?,
    })
}

#[derive(Default)]
struct Parts<'h> {
    credential: Option<&'h str>,
    signature: Option<&'h str>,
    signed_headers: Option<&'h str>,
}

impl<'h> Parts<'h> {
    /// Blanks separate as commas do: AWS's errors on a blank inside a credential show it.
    fn split(rest: &'h str, header: &str) -> Result<Parts<'h>, AuthError> {
        let mut parts = Parts::default();
        let mut left = rest;
        while !left.is_empty() {
            let end = memchr::memchr3(b',', b' ', b'\t', left.as_bytes());
            let part = &left[..end.unwrap_or(left.len())];
            left = end.map_or("", |end| &left[end + 1..]);
            if part.is_empty() {
                continue;
            }
            let Some((name, value)) = split_once(part, b'=') else {
                let (part, header) = (clip(part), without_signature(header));
                return Err(AuthError::NotKeyValue { part, header });
            };
            let slot = match name {
                "Credential" => &mut parts.credential,
                "Signature" => &mut parts.signature,
                "SignedHeaders" => &mut parts.signed_headers,
                _ => continue,
            };
            if slot.replace(value).is_some() {
                return Err(AuthError::BadHeader { name: "Authorization" });
            }
        }
        Ok(parts)
    }
}

#[derive(Clone, Copy)]
enum Date<'h> {
    XAmz(&'h str),
    Http(&'h str),
}

impl<'h> Date<'h> {
    /// `X-Amz-Date` goes before `Date`.
    fn of(given: &Given<'h>) -> Result<Option<Date<'h>>, AuthError> {
        if let Some(value) = given.text(AMZ_DATE, "X-Amz-Date")? {
            return Ok(Some(Date::XAmz(value)));
        }
        Ok(given.text(DATE, "Date")?.map(Date::Http))
    }

    fn seconds(self) -> Result<i64, AuthError> {
        let (parsed, got) = match self {
            Date::XAmz(value) => (time::parse_basic(value), value),
            Date::Http(value) => {
                (time::parse_http(value).or_else(|| time::parse_basic(value)), value)
            }
        };
        parsed.ok_or_else(|| AuthError::BadDate { got: clip(got), presigned: false })
    }
}

fn unsupported(given: &Given<'_>, scheme: &str, header: &str) -> AuthError {
    if scheme.starts_with("AWS4-") {
        return AuthError::UnsupportedAlgorithm { got: clip(scheme), message: None };
    }
    let dated = matches!(Date::of(given), Ok(Some(_)));
    let AuthError::Incomplete { message } = incomplete(&Parts::default(), dated, header) else {
        return AuthError::UnsupportedAlgorithm { got: clip(scheme), message: None };
    };
    AuthError::UnsupportedAlgorithm { got: clip(scheme), message: Some(message) }
}

fn incomplete(parts: &Parts<'_>, dated: bool, header: &str) -> AuthError {
    let mut message = String::new();
    for (there, name) in [
        (parts.credential.is_some(), "Credential"),
        (parts.signature.is_some(), "Signature"),
        (parts.signed_headers.is_some(), "SignedHeaders"),
    ] {
        if !there {
            message.push_str(&format!("Authorization header requires '{name}' parameter. "));
        }
    }
    if !dated {
        message.push_str(
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ",
        );
    }
    message.push_str("Authorization=");
    message.push_str(&without_signature(header));
    AuthError::Incomplete { message }
}

/// Errors end up in logs; signatures and bearer tokens do not belong there.
fn without_signature(header: &str) -> String {
    let end = header.find("Signature=").map_or(header.len(), |at| at + "Signature=".len());
    match header.split_once(' ') {
        Some((scheme, _)) if scheme.starts_with("AWS4-") => clip(&header[..end]),
        Some((scheme, _)) => format!("{} ...", clip(scheme)),
        None => "...".to_owned(),
    }
}
