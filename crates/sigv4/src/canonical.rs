//! The canonical request and the string to sign.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use sha2::{Digest, Sha256};

use crate::authorization::{Algorithm, Scope, SignedHeaders, TERMINATOR};
use crate::hex;
use crate::request::{RequestView, is_called};
use crate::time;
use crate::uri::{self, Sink};

/// How paths are spelt and which parameters are left out.
#[derive(Clone, Copy)]
pub(crate) struct Form {
    pub(crate) double_encode_path: bool,
    pub(crate) normalize_path: bool,
    /// Some services have the token added after signing.
    pub(crate) without_token: bool,
}

pub(crate) fn write_request(
    sink: &mut impl Sink,
    req: &RequestView<'_>,
    signed: &SignedHeaders,
    payload: &[u8],
    form: Form,
) {
    sink.put(req.method.as_bytes());
    sink.put(b"\n");
    uri::write_path(sink, req.path, form.double_encode_path, form.normalize_path);
    sink.put(b"\n");
    uri::write_query(sink, req.query, |name| {
        name == "X-Amz-Signature" || (form.without_token && name == "X-Amz-Security-Token")
    });
    sink.put(b"\n");
    // Each is looked for once by every name that is signed: in one pass over the request they are all at hand.
    let mut headers = Vec::with_capacity(24);
    req.headers.all(&mut |name, value| headers.push((name, value)));
    for name in signed.iter() {
        write_header(sink, &headers, name);
    }
    sink.put(b"\n");
    sink.put(signed.as_str().as_bytes());
    sink.put(b"\n");
    sink.put(payload);
}

fn write_header(sink: &mut impl Sink, headers: &[(&str, &[u8])], name: &str) {
    sink.put(name.as_bytes());
    sink.put(b":");
    let mut first = true;
    for (_, value) in headers.iter().filter(|(own, _)| is_called(own, name)) {
        if !std::mem::replace(&mut first, false) {
            sink.put(b",");
        }
        write_value(sink, value);
    }
    sink.put(b"\n");
}

/// Drops blanks at both ends and brings each run of blanks within to one.
pub(crate) fn write_value(sink: &mut impl Sink, value: &[u8]) {
    let value = value.trim_ascii();
    // Nearly every value has words with one space between them, if any.
    let (mut plain, mut before) = (true, 0);
    for &byte in value {
        plain &= byte > b' ' || (byte == b' ' && before != b' ');
        before = byte;
    }
    if plain {
        return sink.put(value);
    }
    let words = value.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty());
    for (i, word) in words.enumerate() {
        if i > 0 {
            sink.put(b" ");
        }
        sink.put(word);
    }
}

pub(crate) fn request_hash(
    req: &RequestView<'_>,
    signed: &SignedHeaders,
    payload: &[u8],
    form: Form,
) -> [u8; 32] {
    // One piece: most are shorter than a kilobyte, and a hash that is fed in crumbs is a slow one.
    let mut text = Vec::with_capacity(1024);
    write_request(&mut text, req, signed, payload, form);
    Sha256::digest(&text).into()
}

/// `ALGORITHM \n timestamp \n scope \n`: what every string to sign begins with. `suffix` tells
/// requests (empty), chunks (`-PAYLOAD`) and trailers (`-TRAILER`) apart.
pub(crate) fn write_preamble(
    sink: &mut impl Sink,
    algorithm: Algorithm,
    suffix: &str,
    timestamp: i64,
    scope: &Scope,
) {
    sink.put(algorithm.as_str().as_bytes());
    sink.put(suffix.as_bytes());
    sink.put(b"\n");
    // The scope's date is the timestamp's: that is checked where it is read.
    sink.put(scope.date.as_bytes());
    sink.put(&time::time_of_day(timestamp));
    sink.put(b"\n");
    write_scope(sink, scope);
    sink.put(b"\n");
}

pub(crate) fn write_scope(sink: &mut impl Sink, scope: &Scope) {
    sink.put(scope.date.as_bytes());
    for part in scope.region.iter().map(String::as_str).chain([&*scope.service, TERMINATOR]) {
        sink.put(b"/");
        sink.put(part.as_bytes());
    }
}

pub(crate) fn string_to_sign(
    algorithm: Algorithm,
    timestamp: i64,
    scope: &Scope,
    request_hash: &[u8; 32],
) -> Vec<u8> {
    let mut out = Vec::with_capacity(192);
    write_preamble(&mut out, algorithm, "", timestamp, scope);
    out.put(&hex::encode32(request_hash));
    out
}

/// A buffer that ignores what comes after its limit: explanations must not cost memory.
pub(crate) struct Bounded {
    pub(crate) text: Vec<u8>,
    pub(crate) limit: usize,
}

impl Sink for Bounded {
    fn put(&mut self, bytes: &[u8]) {
        let room = self.limit.saturating_sub(self.text.len());
        self.text.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn header_values_are_trimmed_within() {
        for (raw, want) in [
            ("", ""),
            ("  a  ", "a"),
            ("a  b\tc", "a b c"),
            ("a\tb", "a b"),
            ("\"a   b\"", "\"a b\""),
            ("a\r\n  b", "a b"),
        ] {
            let mut out = Vec::new();
            write_value(&mut out, raw.as_bytes());
            assert_eq!(String::from_utf8(out).unwrap(), want);
        }
    }

    #[test]
    fn explanations_stop_at_their_limit() {
        let mut out = Bounded { text: Vec::new(), limit: 3 };
        out.put(b"ab");
        out.put(b"cd");
        out.put(b"ef");
        assert_eq!(out.text, b"abc");
    }
}
