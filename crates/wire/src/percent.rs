//! Percent-decoding of paths, query strings and forms. Ref: <https://www.rfc-editor.org/rfc/rfc3986#section-2.1>

use std::borrow::Cow;

use schema::{DeError, DeResult};

/// Decodes a path segment, where `+` stands for itself. A `%` that no two digits follow stands for itself too.
pub(crate) fn decode_path(text: &str) -> DeResult<Cow<'_, str>> {
    decode(text, false)
}

/// Decodes a name or value of a query string or form, where `+` is a space.
pub(crate) fn decode_form(text: &str) -> DeResult<Cow<'_, str>> {
    decode(text, true)
}

fn decode(text: &str, plus_is_space: bool) -> DeResult<Cow<'_, str>> {
    let special = |b: u8| b == b'%' || (plus_is_space && b == b'+');
    if !text.bytes().any(special) {
        return Ok(Cow::Borrowed(text));
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        at += 1;
        out.push(match b {
            b'+' if plus_is_space => b' ',
            b'%' => match escaped(&bytes[at..]) {
                Some(byte) => {
                    at += 2;
                    byte
                }
                None => b,
            },
            _ => b,
        });
    }
    String::from_utf8(out)
        .map(Cow::Owned)
        .map_err(|_| DeError::new("The request URI or form does not decode to UTF-8"))
}

fn escaped(rest: &[u8]) -> Option<u8> {
    let digit = |b: &u8| char::from(*b).to_digit(16);
    let high = digit(rest.first()?)?;
    let low = digit(rest.get(1)?)?;
    u8::try_from(high * 16 + low).ok()
}

/// The `name=value` pairs of a query string or form, decoded; a name without `=` has an empty value.
pub fn pairs(text: &str) -> impl Iterator<Item = DeResult<(Cow<'_, str>, Cow<'_, str>)>> {
    text.split('&').filter(|part| !part.is_empty()).map(|part| {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        Ok((decode_form(name)?, decode_form(value)?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plus_and_broken_escapes() {
        assert_eq!(decode_path("a+b%20c%2Fd%zz%4"), Ok("a+b c/d%zz%4".into()));
        assert_eq!(decode_form("a+b%2Bc"), Ok("a b+c".into()));
        assert!(decode_form("%ff").is_err());
        let all: Vec<_> = pairs("a=1&&b&c=x=y").filter_map(Result::ok).collect();
        assert_eq!(
            all,
            [("a".into(), "1".into()), ("b".into(), "".into()), ("c".into(), "x=y".into())]
        );
    }
}
