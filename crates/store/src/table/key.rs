//! Keys: encoded so that byte order is the order of the values, and each part says itself where it ends.
//!
//! Strings and byte strings end with 0x00; 0x00 and 0x01 within are written as 0x01 0x01 and 0x01 0x02.
//! Integers have a fixed width, big endian, signed ones with the sign bit flipped. A tuple is its parts in a row.

use crate::error::RowError;

/// A value that can be (a part of) a key.
pub trait Key: Sized {
    /// Appends the value.
    fn encode(&self, out: &mut KeyBuf);
    /// Reads the value back.
    fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError>;
}

/// A key being written.
#[derive(Debug, Default)]
pub struct KeyBuf(Vec<u8>);

impl KeyBuf {
    /// An empty key with room for `capacity` bytes.
    pub fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// A key that is written behind what `bytes` holds.
    pub(crate) fn over(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// Appends a string.
    pub fn str(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }

    /// Appends a byte string.
    pub fn bytes(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        // Hardly any byte string has them; looking at all bytes is what a processor does many at once.
        let escapes = bytes.iter().fold(false, |found, byte| found | (*byte <= 1));
        while escapes && let Some(at) = rest.iter().position(|byte| *byte <= 1) {
            self.0.extend_from_slice(&rest[..at]);
            self.0.extend_from_slice(&[1, rest[at] + 1]);
            rest = &rest[at + 1..];
        }
        self.0.extend_from_slice(rest);
        self.0.push(0);
    }

    /// Appends a string that is known to hold no byte below 2: each key begins with some.
    pub(crate) fn plain(&mut self, text: &str) {
        debug_assert!(text.bytes().all(|byte| byte > 1), "{text:?} needs escapes");
        self.0.extend_from_slice(text.as_bytes());
        self.0.push(0);
    }

    /// Appends bytes as they are: for parts of a fixed length.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    /// The bytes written.
    pub fn into_vec(self) -> Vec<u8> {
        self.0
    }
}

/// A key being read, part by part.
#[derive(Debug)]
pub struct KeyReader<'a>(&'a [u8]);

impl<'a> KeyReader<'a> {
    /// Reads the parts in `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next part as a byte string.
    pub fn bytes(&mut self) -> Result<Vec<u8>, RowError> {
        let end = self.0.iter().position(|byte| *byte == 0);
        let end = end.ok_or(RowError::Key("a string does not end"))?;
        let (part, rest) = (&self.0[..end], &self.0[end + 1..]);
        self.0 = rest;
        if !part.contains(&1) {
            return Ok(part.to_vec());
        }
        let mut plain = Vec::with_capacity(part.len());
        let mut bytes = part.iter();
        while let Some(byte) = bytes.next() {
            plain.push(match (byte, if *byte == 1 { bytes.next() } else { None }) {
                (1, Some(escaped @ 1..=2)) => escaped - 1,
                (1, _) => return Err(RowError::Key("a string has an unknown escape")),
                (byte, _) => *byte,
            });
        }
        Ok(plain)
    }

    /// The next part as a string.
    pub fn str(&mut self) -> Result<String, RowError> {
        String::from_utf8(self.bytes()?).map_err(|_| RowError::Key("a string is not UTF-8"))
    }

    /// The next `N` bytes as they are.
    pub fn raw<const N: usize>(&mut self) -> Result<[u8; N], RowError> {
        let (part, rest) =
            self.0.split_first_chunk().ok_or(RowError::Key("it ends within a number"))?;
        self.0 = rest;
        Ok(*part)
    }

    /// All that is left: for a last part that needs no end.
    pub fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.0).to_vec()
    }

    /// Checks that nothing is left.
    pub fn end(&self) -> Result<(), RowError> {
        if self.0.is_empty() {
            Ok(())
        } else {
            Err(RowError::Key("something follows its last part"))
        }
    }
}

macro_rules! unsigned {
    ($($int:ty),*) => {$(
        impl Key for $int {
            fn encode(&self, out: &mut KeyBuf) {
                out.raw(&self.to_be_bytes());
            }
            fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
                Ok(Self::from_be_bytes(parts.raw()?))
            }
        }
    )*};
}
unsigned!(u8, u16, u32, u64, u128);

macro_rules! signed {
    ($($int:ty => $unsigned:ty),*) => {$(
        impl Key for $int {
            fn encode(&self, out: &mut KeyBuf) {
                out.raw(&(self.cast_unsigned() ^ (1 << (<$unsigned>::BITS - 1))).to_be_bytes());
            }
            fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
                let flipped = <$unsigned>::from_be_bytes(parts.raw()?);
                Ok((flipped ^ (1 << (<$unsigned>::BITS - 1))).cast_signed())
            }
        }
    )*};
}
signed!(i32 => u32, i64 => u64);

impl Key for String {
    fn encode(&self, out: &mut KeyBuf) {
        out.str(self);
    }
    fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
        parts.str()
    }
}

impl Key for Box<str> {
    fn encode(&self, out: &mut KeyBuf) {
        out.str(self);
    }
    fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
        Ok(parts.str()?.into())
    }
}

impl Key for Vec<u8> {
    fn encode(&self, out: &mut KeyBuf) {
        out.bytes(self);
    }
    fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
        parts.bytes()
    }
}

impl<const N: usize> Key for [u8; N] {
    fn encode(&self, out: &mut KeyBuf) {
        out.raw(self);
    }
    fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
        parts.raw()
    }
}

impl Key for bool {
    fn encode(&self, out: &mut KeyBuf) {
        out.raw(&[u8::from(*self)]);
    }
    fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
        match parts.raw()? {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(RowError::Key("a truth value is neither 0 nor 1")),
        }
    }
}

macro_rules! tuples {
    ($(($($part:ident $at:tt),*))*) => {$(
        impl<$($part: Key),*> Key for ($($part,)*) {
            #[allow(unused_variables, reason = "the empty tuple writes nothing")]
            fn encode(&self, out: &mut KeyBuf) {
                $(self.$at.encode(out);)*
            }
            #[allow(unused_variables, clippy::unused_unit, reason = "the empty tuple reads nothing")]
            fn decode(parts: &mut KeyReader<'_>) -> Result<Self, RowError> {
                Ok(($($part::decode(parts)?,)*))
            }
        }
    )*};
}
tuples! {
    ()
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
}

/// Implements [`Key`] for newtypes: `key_newtype!(QueueName(String));`. The type needs a tuple field 0.
///
/// What is stored was valid when it was written, so decoding wraps without checking again.
#[macro_export]
macro_rules! key_newtype {
    ($($name:ident($inner:ty)),* $(,)?) => {$(
        impl $crate::Key for $name {
            fn encode(&self, out: &mut $crate::KeyBuf) {
                $crate::Key::encode(&self.0, out);
            }
            fn decode(parts: &mut $crate::KeyReader<'_>) -> Result<Self, $crate::RowError> {
                <$inner as $crate::Key>::decode(parts).map(Self)
            }
        }
    )*};
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(key: &impl Key) -> Vec<u8> {
        let mut buf = KeyBuf::default();
        key.encode(&mut buf);
        buf.into_vec()
    }

    fn check<K: Key + Ord + std::fmt::Debug>(mut keys: Vec<K>) {
        for key in &keys {
            let encoded = bytes(key);
            let mut parts = KeyReader::new(&encoded);
            assert_eq!(&K::decode(&mut parts).unwrap(), key);
            parts.end().unwrap();
        }
        keys.sort();
        for pair in keys.windows(2) {
            assert_eq!(bytes(&pair[0]).cmp(&bytes(&pair[1])), pair[0].cmp(&pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn byte_order_is_value_order() {
        check(vec![i64::MIN, -1, 0, 1, i64::MAX]);
        check(vec![u32::MIN, 255, 256, u32::MAX]);
        check(vec![true, false]);
        let texts =
            ["", "\0", "\0\0", "\0\u{1}", "\u{1}", "\u{2}", "a", "a\0", "a\u{1}b", "ab", "b"];
        check(texts.iter().map(|text| text.to_string()).collect());
        let pairs =
            texts.iter().flat_map(|a| texts.iter().map(move |b| (a.to_string(), b.to_string())));
        check(pairs.collect());
        check(vec![
            ("a".to_owned(), 1_u64, -5_i64),
            ("a".to_owned(), 1, 3),
            ("a\0".to_owned(), 0, 0),
        ]);
    }

    #[test]
    fn malformed_keys_are_refused() {
        assert!(String::decode(&mut KeyReader::new(b"abc")).is_err());
        assert!(String::decode(&mut KeyReader::new(b"a\x01\x07\0")).is_err());
        assert!(String::decode(&mut KeyReader::new(b"\xff\0")).is_err());
        assert!(u64::decode(&mut KeyReader::new(b"abc")).is_err());
        assert!(bool::decode(&mut KeyReader::new(&[2])).is_err());
    }
}
