//! One frame: a prelude with the lengths and its checksum, headers, payload, a checksum of it all.
//! All numbers are big-endian; checksums are CRC-32.

use bytes::Bytes;
use thiserror::Error;

use crate::scalar;

/// Bytes before the headers: two lengths and a checksum.
const PRELUDE: usize = 12;
/// Prelude and the last checksum.
const OVERHEAD: usize = PRELUDE + 4;
/// Longest frame that is accepted, in bytes.
const MAX_FRAME: usize = 24 << 20;
/// Longest headers that are accepted, in bytes.
const MAX_HEADERS: usize = 128 << 10;

/// A frame's contents.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Headers in order.
    pub headers: Vec<(String, HeaderValue)>,
    /// The payload.
    pub payload: Bytes,
}

/// A header's value.
#[derive(Clone, Debug, PartialEq)]
pub enum HeaderValue {
    /// A boolean.
    Bool(bool),
    /// 8 bits, signed.
    Byte(i8),
    /// 16 bits, signed.
    Short(i16),
    /// 32 bits, signed.
    Integer(i32),
    /// 64 bits, signed.
    Long(i64),
    /// Bytes, at most 64 KiB less one.
    Bytes(Bytes),
    /// Text, at most as long.
    String(String),
    /// Milliseconds since 1970.
    Timestamp(i64),
    /// A UUID.
    Uuid([u8; 16]),
}

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FrameError {
    /// A length that no frame has, or that is beyond our limits.
    #[error("the event frame has an impossible length")]
    Length,
    /// Bytes changed on their way.
    #[error("the event frame's checksum is wrong")]
    Checksum,
    /// Headers that cannot be read.
    #[error("the event frame's headers are malformed")]
    Headers,
}

impl Message {
    /// With headers of text, which is most of them.
    pub fn new(headers: &[(&str, &str)], payload: impl Into<Bytes>) -> Message {
        let headers = headers
            .iter()
            .map(|(name, value)| ((*name).to_owned(), HeaderValue::String((*value).to_owned())))
            .collect();
        Message { headers, payload: payload.into() }
    }

    /// The header `name`.
    pub fn header(&self, name: &str) -> Option<&HeaderValue> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value)
    }

    /// The header `name`, when it is text.
    pub fn text(&self, name: &str) -> Option<&str> {
        match self.header(name)? {
            HeaderValue::String(text) => Some(text),
            _ => None,
        }
    }

    /// Appends the frame. Headers too long for their length fields are cut.
    pub fn write(&self, out: &mut Vec<u8>) {
        let start = out.len();
        out.extend_from_slice(&[0; PRELUDE]);
        for (name, value) in &self.headers {
            let name = &name.as_bytes()[..name.len().min(255)];
            out.push(name.len() as u8);
            out.extend_from_slice(name);
            write_value(out, value);
        }
        let headers = (out.len() - start - PRELUDE) as u32;
        out.extend_from_slice(&self.payload);
        let total = (out.len() - start + 4) as u32;
        out[start..start + 4].copy_from_slice(&total.to_be_bytes());
        out[start + 4..start + 8].copy_from_slice(&headers.to_be_bytes());
        let prelude = crc32fast::hash(&out[start..start + 8]);
        out[start + 8..start + PRELUDE].copy_from_slice(&prelude.to_be_bytes());
        let whole = crc32fast::hash(&out[start..]);
        out.extend_from_slice(&whole.to_be_bytes());
    }

    /// Reads a frame from the beginning of `bytes`: the message and the frame's length; `None` when more
    /// bytes are needed.
    ///
    /// # Errors
    /// When what is there can be no frame, however it goes on.
    pub fn read(bytes: &[u8]) -> Result<Option<(Message, usize)>, FrameError> {
        let Some(prelude) = bytes.get(..PRELUDE) else { return Ok(None) };
        let total = number(prelude, 0);
        let headers = number(prelude, 4);
        if number(prelude, 8) != crc32fast::hash(&prelude[..8]) as usize {
            return Err(FrameError::Checksum);
        }
        if total > MAX_FRAME || headers > MAX_HEADERS || headers + OVERHEAD > total {
            return Err(FrameError::Length);
        }
        let Some(frame) = bytes.get(..total) else { return Ok(None) };
        let (content, checksum) = frame.split_at(total - 4);
        if number(checksum, 0) != crc32fast::hash(content) as usize {
            return Err(FrameError::Checksum);
        }
        let headers_end = PRELUDE + headers;
        let headers = read_headers(&content[PRELUDE..headers_end])?;
        let payload = Bytes::copy_from_slice(&content[headers_end..]);
        Ok(Some((Message { headers, payload }, total)))
    }
}

fn number(bytes: &[u8], at: usize) -> usize {
    bytes[at..at + 4].iter().fold(0, |acc, b| acc << 8 | usize::from(*b))
}

fn write_value(out: &mut Vec<u8>, value: &HeaderValue) {
    match value {
        HeaderValue::Bool(value) => out.push(u8::from(!*value)),
        HeaderValue::Byte(n) => out.extend_from_slice(&[2, n.to_be_bytes()[0]]),
        HeaderValue::Short(n) => tagged(out, 3, &n.to_be_bytes()),
        HeaderValue::Integer(n) => tagged(out, 4, &n.to_be_bytes()),
        HeaderValue::Long(n) => tagged(out, 5, &n.to_be_bytes()),
        HeaderValue::Bytes(bytes) => sized(out, 6, bytes),
        HeaderValue::String(text) => {
            sized(out, 7, scalar::cut(text, usize::from(u16::MAX)).as_bytes());
        }
        HeaderValue::Timestamp(millis) => tagged(out, 8, &millis.to_be_bytes()),
        HeaderValue::Uuid(uuid) => tagged(out, 9, uuid),
    }
}

fn tagged(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    out.push(tag);
    out.extend_from_slice(bytes);
}

fn sized(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) {
    let bytes = &bytes[..bytes.len().min(usize::from(u16::MAX))];
    out.push(tag);
    out.extend_from_slice(&(bytes.len() as u16).to_be_bytes());
    out.extend_from_slice(bytes);
}

fn read_headers(mut rest: &[u8]) -> Result<Vec<(String, HeaderValue)>, FrameError> {
    let mut out = Vec::new();
    while !rest.is_empty() {
        let [len] = array(&mut rest)?;
        let name = text(take(&mut rest, usize::from(len))?)?;
        out.push((name, read_value(&mut rest)?));
    }
    Ok(out)
}

fn read_value(rest: &mut &[u8]) -> Result<HeaderValue, FrameError> {
    let [tag] = array(rest)?;
    Ok(match tag {
        0 => HeaderValue::Bool(true),
        1 => HeaderValue::Bool(false),
        2 => HeaderValue::Byte(i8::from_be_bytes(array(rest)?)),
        3 => HeaderValue::Short(i16::from_be_bytes(array(rest)?)),
        4 => HeaderValue::Integer(i32::from_be_bytes(array(rest)?)),
        5 => HeaderValue::Long(i64::from_be_bytes(array(rest)?)),
        6 | 7 => {
            let len = usize::from(u16::from_be_bytes(array(rest)?));
            let bytes = take(rest, len)?;
            match tag {
                6 => HeaderValue::Bytes(Bytes::copy_from_slice(bytes)),
                _ => HeaderValue::String(text(bytes)?),
            }
        }
        8 => HeaderValue::Timestamp(i64::from_be_bytes(array(rest)?)),
        9 => HeaderValue::Uuid(array(rest)?),
        _ => return Err(FrameError::Headers),
    })
}

fn take<'a>(rest: &mut &'a [u8], n: usize) -> Result<&'a [u8], FrameError> {
    let (head, tail) = rest.split_at_checked(n).ok_or(FrameError::Headers)?;
    *rest = tail;
    Ok(head)
}

fn array<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], FrameError> {
    let (head, tail) = rest.split_first_chunk().ok_or(FrameError::Headers)?;
    *rest = tail;
    Ok(*head)
}

fn text(bytes: &[u8]) -> Result<String, FrameError> {
    String::from_utf8(bytes.to_vec()).map_err(|_| FrameError::Headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn every_kind() -> Message {
        let values = [
            HeaderValue::Bool(true),
            HeaderValue::Bool(false),
            HeaderValue::Byte(-1),
            HeaderValue::Short(-2),
            HeaderValue::Integer(-3),
            HeaderValue::Long(i64::MIN),
            HeaderValue::Bytes(Bytes::from_static(b"\0\xff")),
            HeaderValue::String("text".into()),
            HeaderValue::Timestamp(1_576_540_098_000),
            HeaderValue::Uuid([7; 16]),
        ];
        let headers = values.into_iter().enumerate().map(|(i, v)| (format!("h{i}"), v)).collect();
        Message { headers, payload: Bytes::from_static(b"payload") }
    }

    #[test]
    fn reads_what_it_writes_and_waits_for_the_rest() {
        let mut out = Vec::new();
        every_kind().write(&mut out);
        let len = out.len();
        out.extend_from_slice(b"next");
        assert_eq!(Message::read(&out), Ok(Some((every_kind(), len))));
        for cut in 0..len {
            assert_eq!(Message::read(&out[..cut]), Ok(None), "{cut}");
        }
    }

    /// The empty frame as the specification's own arithmetic gives it.
    #[test]
    fn the_empty_frame() {
        let mut out = Vec::new();
        Message::default().write(&mut out);
        assert_eq!(
            out,
            [0, 0, 0, 0x10, 0, 0, 0, 0, 0x05, 0xc2, 0x48, 0xeb, 0x7d, 0x98, 0xc8, 0xff]
        );
    }

    #[test]
    fn any_changed_byte_is_noticed() {
        let mut frame = Vec::new();
        every_kind().write(&mut frame);
        for at in 0..frame.len() {
            let mut changed = frame.clone();
            changed[at] ^= 0x40;
            assert!(Message::read(&changed).is_err(), "{at}");
        }
    }
}
