//! The stored form of items: compact, binary, read without looking back.
//!
//! An item is its size as AWS counts it (four bytes, little endian, the highest bit clear), then a map. Who seals what
//! follows the size sets that bit: sizes can be read all the same. A map is the number of its entries,
//! then each name and value; a value is a byte for its type and its content; lengths and counts are LEB128.

use bytes::Bytes;
use thiserror::Error;

use crate::number::Number;
use crate::value::{Item, MAX_DEPTH, Value};

/// Bytes that no item was stored as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an item's stored form is broken: {0}")]
pub struct DecodeError(&'static str);

type Decoded<T> = Result<T, DecodeError>;

mod tag {
    pub(super) const S: u8 = 1;
    pub(super) const N: u8 = 2;
    pub(super) const B: u8 = 3;
    pub(super) const TRUE: u8 = 4;
    pub(super) const FALSE: u8 = 5;
    pub(super) const NULL: u8 = 6;
    pub(super) const SS: u8 = 7;
    pub(super) const NS: u8 = 8;
    pub(super) const BS: u8 = 9;
    pub(super) const L: u8 = 10;
    pub(super) const M: u8 = 11;
}

/// The bit of a size that says that what follows it is sealed.
const SEALED: u32 = 1 << 31;

/// The stored form of `item`.
pub fn encode(item: &Item) -> Vec<u8> {
    let size = item.size();
    let mut out = Vec::with_capacity(size + 16 + 4 * item.len());
    let size = u32::try_from(size).unwrap_or(u32::MAX) & !SEALED;
    out.extend_from_slice(&size.to_le_bytes());
    put_map(&mut out, item);
    out
}

/// The size of a stored item, as AWS counts it.
pub fn size_of(stored: &[u8]) -> usize {
    stored.first_chunk().map_or(0, |size| (u32::from_le_bytes(*size) & !SEALED) as usize)
}

/// Whether what follows the size of a stored item is sealed.
pub fn is_sealed(stored: &[u8]) -> bool {
    stored.first_chunk().is_some_and(|size| u32::from_le_bytes(*size) & SEALED != 0)
}

/// The size of a stored item, saying that what follows it is sealed.
pub fn mark_sealed(size: [u8; 4]) -> [u8; 4] {
    (u32::from_le_bytes(size) | SEALED).to_le_bytes()
}

/// The size of a stored item, saying that it is open.
pub fn mark_open(size: [u8; 4]) -> [u8; 4] {
    (u32::from_le_bytes(size) & !SEALED).to_le_bytes()
}

/// The item that `stored` is.
pub fn decode(stored: &[u8]) -> Decoded<Item> {
    let rest = stored.get(4..).ok_or(DecodeError("it has no size"))?;
    if is_sealed(stored) {
        return Err(DecodeError("it is sealed"));
    }
    let mut reader = Reader(rest);
    let item = reader.map(0)?;
    if reader.0.is_empty() { Ok(item) } else { Err(DecodeError("something follows it")) }
}

/// The bytes that an open stored item has under the empty name, which no attribute has and which stands first: found
/// without reading the rest.
pub fn unnamed_bytes(stored: &[u8]) -> Option<&[u8]> {
    let mut reader = Reader(stored.get(4..)?);
    let first = reader.len().ok()? > 0 && reader.len().ok()? == 0 && reader.byte().ok()? == tag::B;
    first.then(|| reader.bytes().ok()).flatten()
}

/// The stored form of one value.
pub fn encode_value(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(value.size() + 8);
    put_value(&mut out, value);
    out
}

fn put_len(out: &mut Vec<u8>, len: usize) {
    let mut rest = len;
    while rest >= 0x80 {
        out.push(u8::try_from(rest & 0x7F).unwrap_or(0) | 0x80);
        rest >>= 7;
    }
    out.push(u8::try_from(rest).unwrap_or(0));
}

fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_len(out, bytes.len());
    out.extend_from_slice(bytes);
}

fn put_map(out: &mut Vec<u8>, map: &Item) {
    put_len(out, map.len());
    for (name, value) in map.iter() {
        put_bytes(out, name.as_bytes());
        put_value(out, value);
    }
}

/// Exponent, then sign and length of the coefficient, then its bytes without leading zeros.
fn put_number(out: &mut Vec<u8>, number: Number) {
    let (negative, coefficient, exponent) = number.parts();
    out.extend_from_slice(&exponent.to_le_bytes());
    let bytes = coefficient.to_be_bytes();
    let skip = (coefficient.leading_zeros() / 8) as usize;
    let len = u8::try_from(bytes.len() - skip).unwrap_or(0);
    out.push(len | if negative { 0x80 } else { 0 });
    out.extend_from_slice(&bytes[skip..]);
}

fn put_value(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::S(text) => {
            out.push(tag::S);
            put_bytes(out, text.as_bytes());
        }
        Value::N(number) => {
            out.push(tag::N);
            put_number(out, *number);
        }
        Value::B(bytes) => {
            out.push(tag::B);
            put_bytes(out, bytes);
        }
        Value::Bool(true) => out.push(tag::TRUE),
        Value::Bool(false) => out.push(tag::FALSE),
        Value::Null => out.push(tag::NULL),
        Value::Ss(parts) => {
            out.push(tag::SS);
            put_len(out, parts.len());
            parts.iter().for_each(|part| put_bytes(out, part.as_bytes()));
        }
        Value::Ns(parts) => {
            out.push(tag::NS);
            put_len(out, parts.len());
            parts.iter().for_each(|part| put_number(out, *part));
        }
        Value::Bs(parts) => {
            out.push(tag::BS);
            put_len(out, parts.len());
            parts.iter().for_each(|part| put_bytes(out, part));
        }
        Value::L(parts) => {
            out.push(tag::L);
            put_len(out, parts.len());
            parts.iter().for_each(|part| put_value(out, part));
        }
        Value::M(map) => {
            out.push(tag::M);
            put_map(out, map);
        }
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn byte(&mut self) -> Decoded<u8> {
        let (first, rest) = self.0.split_first().ok_or(DecodeError("it ends too early"))?;
        self.0 = rest;
        Ok(*first)
    }

    fn take(&mut self, len: usize) -> Decoded<&'a [u8]> {
        let (part, rest) = self.0.split_at_checked(len).ok_or(DecodeError("it ends too early"))?;
        self.0 = rest;
        Ok(part)
    }

    fn len(&mut self) -> Decoded<usize> {
        let mut len = 0_usize;
        for shift in (0..35).step_by(7) {
            let byte = self.byte()?;
            len |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Ok(len);
            }
        }
        Err(DecodeError("a length does not end"))
    }

    fn bytes(&mut self) -> Decoded<&'a [u8]> {
        let len = self.len()?;
        self.take(len)
    }

    fn text(&mut self) -> Decoded<String> {
        let text = std::str::from_utf8(self.bytes()?);
        text.map(str::to_owned).map_err(|_| DecodeError("a string is not UTF-8"))
    }

    fn number(&mut self) -> Decoded<Number> {
        let exponent = self.take(2)?;
        let exponent = i16::from_le_bytes([exponent[0], exponent[1]]);
        let head = self.byte()?;
        let digits = self.take(usize::from(head & 0x7F))?;
        let mut bytes = [0; 16];
        let start = bytes.len().checked_sub(digits.len());
        let start = start.ok_or(DecodeError("a number is too long"))?;
        bytes[start..].copy_from_slice(digits);
        Number::of_parts(head & 0x80 != 0, u128::from_be_bytes(bytes), exponent)
            .ok_or(DecodeError("a number is not in normal form"))
    }

    fn many<T>(&mut self, read: impl Fn(&mut Self) -> Decoded<T>) -> Decoded<Vec<T>> {
        let count = self.len()?;
        // A part takes a byte at least.
        let mut parts = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            parts.push(read(self)?);
        }
        Ok(parts)
    }

    fn map(&mut self, depth: usize) -> Decoded<Item> {
        let entries = self.many(|reader| Ok((reader.text()?, reader.value(depth)?)))?;
        Ok(Item::from_sorted(entries))
    }

    fn value(&mut self, depth: usize) -> Decoded<Value> {
        if depth > MAX_DEPTH + 1 {
            return Err(DecodeError("it is too deep"));
        }
        Ok(match self.byte()? {
            tag::S => Value::S(self.text()?),
            tag::N => Value::N(self.number()?),
            tag::B => Value::B(Bytes::copy_from_slice(self.bytes()?)),
            tag::TRUE => Value::Bool(true),
            tag::FALSE => Value::Bool(false),
            tag::NULL => Value::Null,
            tag::SS => Value::Ss(self.many(Self::text)?),
            tag::NS => Value::Ns(self.many(Self::number)?),
            tag::BS => Value::Bs(self.many(|r| r.bytes().map(Bytes::copy_from_slice))?),
            tag::L => Value::L(self.many(|reader| reader.value(depth + 1))?),
            tag::M => Value::M(self.map(depth + 1)?),
            _ => return Err(DecodeError("a value has an unknown type")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_without_a_name_are_found_first() {
        let bytes = Value::B(Bytes::from_static(b"floats"));
        let item: Item = [("a", Value::Null), ("", bytes.clone())].into_iter().collect();
        assert_eq!(unnamed_bytes(&encode(&item)), Some(&b"floats"[..]));
        for other in [Item::new(), [("a", bytes)].into_iter().collect()] {
            assert_eq!(unnamed_bytes(&encode(&other)), None);
        }
        let text: Item = [("", Value::S("floats".into()))].into_iter().collect();
        assert_eq!(unnamed_bytes(&encode(&text)), None);
        let cut = encode(&item);
        (0..12).for_each(|end| assert_eq!(unnamed_bytes(&cut[..end]), None, "{end}"));
    }

    #[test]
    fn items_come_back_as_they_were() {
        let number = |text| Number::parse(text).unwrap();
        let inner: Item =
            [("x", Value::L(vec![Value::Null, Value::Bool(false)]))].into_iter().collect();
        let item: Item = [
            ("s", Value::S("häh".repeat(100))),
            ("empty", Value::S(String::new())),
            ("n", Value::N(number("-12345678901234567890123456789012345678e-100"))),
            ("zero", Value::N(Number::ZERO)),
            ("b", Value::B(Bytes::from_static(b"\0\xff"))),
            ("ss", Value::Ss(vec!["a".into(), "b".into()])),
            ("ns", Value::Ns(vec![number("-1"), number("2.5")])),
            ("bs", Value::Bs(vec![Bytes::from_static(b"x")])),
            ("m", Value::M(inner)),
            ("t", Value::Bool(true)),
        ]
        .into_iter()
        .collect();
        let stored = encode(&item);
        assert_eq!(decode(&stored), Ok(item.clone()));
        assert_eq!(size_of(&stored), item.size());
        let mut sealed = stored.clone();
        sealed[3] |= 0x80;
        assert!(is_sealed(&sealed) && !is_sealed(&stored));
        assert_eq!(size_of(&sealed), item.size());
        assert!(decode(&sealed).is_err());
        for end in 0..stored.len() {
            assert!(decode(&stored[..end]).is_err(), "cut at {end}");
        }
    }
}
