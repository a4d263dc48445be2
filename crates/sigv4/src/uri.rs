//! Percent-encoding as SigV4 defines it (RFC 3986's unreserved set), straight into a [`Sink`].
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html>

use std::borrow::Cow;

/// Where canonical text goes: all of it to be hashed, or as much as an explanation holds.
pub(crate) trait Sink {
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

const UPPER: &[u8; 16] = b"0123456789ABCDEF";

fn unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

fn escape(byte: u8) -> [u8; 3] {
    [b'%', UPPER[usize::from(byte >> 4)], UPPER[usize::from(byte & 15)]]
}

fn hex_digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).map(|digit| digit as u8)
}

/// The byte that a `%XX` at the start of `text` stands for. Anything else is no escape, and its
/// `%` stands for itself.
fn escaped(text: &[u8]) -> Option<u8> {
    match text {
        [b'%', high, low, ..] => Some(hex_digit(*high)? << 4 | hex_digit(*low)?),
        _ => None,
    }
}

/// Writes `text`, leaving bytes that `keep` accepts and escaping all others, `%` included.
fn encode_with(sink: &mut impl Sink, text: &[u8], keep: impl Fn(u8) -> bool) {
    let mut run = 0;
    for (i, &byte) in text.iter().enumerate() {
        if !keep(byte) {
            sink.put(&text[run..i]);
            sink.put(&escape(byte));
            run = i + 1;
        }
    }
    sink.put(&text[run..]);
}

/// Escapes `text` as a query name or value.
pub(crate) fn encode(text: &str) -> String {
    let mut out = Vec::with_capacity(text.len());
    encode_with(&mut out, text.as_bytes(), unreserved);
    ascii(out)
}

/// Writes a canonical path.
///
/// `double` escapes the raw path once more (every service but S3, where `%20` becomes `%2520`);
/// without it the path is brought to the one canonical spelling of its single escaping.
/// `normalize` drops empty, `.` and `..` segments (every service but S3).
pub(crate) fn write_path(sink: &mut impl Sink, path: &str, double: bool, normalize: bool) {
    let normalized =
        if normalize { remove_dot_segments(path) } else { Cow::Borrowed(path.as_bytes()) };
    let path: &[u8] = if normalized.is_empty() { b"/" } else { &normalized };
    if double {
        encode_with(sink, path, |byte| unreserved(byte) || byte == b'/');
    } else {
        write_single(sink, path);
    }
}

/// An escaped slash stays escaped: it is data of a segment and no separator.
fn write_single(sink: &mut impl Sink, path: &[u8]) {
    let mut i = 0;
    let mut run = 0;
    while i < path.len() {
        let (byte, width) = match escaped(&path[i..]) {
            Some(byte) => (byte, 3),
            None => (path[i], 1),
        };
        let literal = width == 1 && (unreserved(byte) || byte == b'/');
        if !literal {
            sink.put(&path[run..i]);
            if unreserved(byte) {
                sink.put(&[byte])
            } else {
                sink.put(&escape(byte))
            }
            run = i + width;
        }
        i += width;
    }
    sink.put(&path[run..]);
}

fn remove_dot_segments(path: &str) -> Cow<'_, [u8]> {
    let dotted = |pair: &[u8]| pair[0] == b'/' && matches!(pair[1], b'/' | b'.');
    let plain = path.starts_with('/') && !path.as_bytes().windows(2).any(dotted);
    if plain || path.is_empty() {
        return Cow::Borrowed(path.as_bytes());
    }
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                kept.pop();
            }
            other => kept.push(other),
        }
    }
    let mut out = Vec::with_capacity(path.len());
    for segment in &kept {
        out.push(b'/');
        out.extend_from_slice(segment.as_bytes());
    }
    if out.is_empty() || path.ends_with('/') {
        out.push(b'/');
    }
    Cow::Owned(out)
}

/// The names and values of a raw query, still escaped, in order; empty pieces are skipped.
pub(crate) fn params(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
}

/// The one canonical spelling of an escaped query name or value. `+` means a blank there.
pub(crate) fn canonical_component(raw: &str) -> Cow<'_, str> {
    let bytes = raw.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        match escaped(&bytes[i..]) {
            Some(byte) if !unreserved(byte) && bytes[i..i + 3] == escape(byte) => i += 3,
            None if unreserved(bytes[i]) => i += 1,
            _ => return Cow::Owned(rewrite_component(bytes)),
        }
    }
    Cow::Borrowed(raw)
}

fn rewrite_component(bytes: &[u8]) -> String {
    let mut out = Vec::with_capacity(bytes.len() + 8);
    encode_with(&mut out, &decode_bytes(bytes), unreserved);
    ascii(out)
}

fn decode_bytes(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut i = 0;
    while i < bytes.len() {
        match escaped(&bytes[i..]) {
            Some(byte) => {
                out.push(byte);
                i += 3;
            }
            None => {
                out.push(if bytes[i] == b'+' { b' ' } else { bytes[i] });
                i += 1;
            }
        }
    }
    out
}

/// What an escaped query name or value stands for; `None` when that is not UTF-8.
pub(crate) fn decode(raw: &str) -> Option<Cow<'_, str>> {
    if memchr::memchr2(b'%', b'+', raw.as_bytes()).is_none() {
        return Some(Cow::Borrowed(raw));
    }
    String::from_utf8(decode_bytes(raw.as_bytes())).ok().map(Cow::Owned)
}

/// Writes the canonical query: each name and value in canonical spelling, sorted by these.
/// Pieces whose name satisfies `skip` are left out.
pub(crate) fn write_query(sink: &mut impl Sink, query: &str, skip: impl Fn(&str) -> bool) {
    if query.is_empty() {
        return;
    }
    let mut pairs: Vec<_> = params(query)
        .map(|(name, value)| (canonical_component(name), canonical_component(value)))
        .filter(|(name, _)| !skip(name))
        .collect();
    pairs.sort_unstable();
    for (i, (name, value)) in pairs.iter().enumerate() {
        if i > 0 {
            sink.put(b"&");
        }
        sink.put(name.as_bytes());
        sink.put(b"=");
        sink.put(value.as_bytes());
    }
}

fn ascii(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("percent-encoded text is ASCII")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn path(text: &str, double: bool, normalize: bool) -> String {
        let mut out = Vec::new();
        write_path(&mut out, text, double, normalize);
        String::from_utf8(out).unwrap()
    }

    fn query(text: &str) -> String {
        let mut out = Vec::new();
        write_query(&mut out, text, |name| name == "X-Amz-Signature");
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn paths_of_most_services() {
        for (raw, want) in [
            ("", "/"),
            ("/", "/"),
            ("//", "/"),
            ("/./", "/"),
            ("/a/..", "/"),
            ("/..", "/"),
            ("/../../a", "/a"),
            ("//a//", "/a/"),
            ("/a/./b/../c", "/a/c"),
            ("/a/..b/.c", "/a/..b/.c"),
            ("/a%20b", "/a%2520b"),
            ("/a:b", "/a%3Ab"),
            ("/\u{1234}", "/%E1%88%B4"),
        ] {
            assert_eq!(path(raw, true, true), want, "{raw}");
        }
    }

    #[test]
    fn paths_of_s3() {
        for (raw, want) in [
            ("", "/"),
            ("//a//../b", "//a//../b"),
            ("/a%20b", "/a%20b"),
            ("/a b", "/a%20b"),
            ("/%7euser", "/~user"),
            ("/a(1)!", "/a%281%29%21"),
            ("/a%2fb", "/a%2Fb"),
            ("/100%", "/100%25"),
            ("/%zz%4", "/%25zz%254"),
            ("/a+b", "/a%2Bb"),
            ("/%e1%88%b4", "/%E1%88%B4"),
        ] {
            assert_eq!(path(raw, false, false), want, "{raw}");
        }
    }

    #[test]
    fn queries() {
        for (raw, want) in [
            ("", ""),
            ("b=2&a=1", "a=1&b=2"),
            ("a=2&a=1&a", "a=&a=1&a=2"),
            ("a-=1&a=2", "a=2&a-=1"),
            ("uploads", "uploads="),
            ("a=b=c", "a=b%3Dc"),
            ("a=x+y", "a=x%20y"),
            ("a=%2b&%7e=%41", "a=%2B&~=A"),
            ("a=100%&&", "a=100%25"),
            ("a=%ff", "a=%FF"),
            ("X-Amz-Signature=1&a=/", "a=%2F"),
            ("X%2DAmz%2DSignature=1&a", "a="),
        ] {
            assert_eq!(query(raw), want, "{raw}");
        }
    }

    #[test]
    fn decoding() {
        assert_eq!(decode("a%2Fb+c").as_deref(), Some("a/b c"));
        assert_eq!(decode("plain").as_deref(), Some("plain"));
        assert_eq!(decode("%ff"), None);
    }
}
