//! The level of CBOR's data items: heads, lengths, strings, numbers.

use std::borrow::Cow;

use schema::{DeError, DeResult, Document};

/// A position in CBOR data.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    rest: &'a [u8],
}

/// The first bytes of an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Head {
    Unsigned(u64),
    /// The number is `-1 - n`.
    Negative(u64),
    Bytes(Length),
    Text(Length),
    Array(Length),
    Map(Length),
    Tag(u64),
    Bool(bool),
    Null,
    Float(f64),
    /// The end of an item of indefinite length.
    Break,
}

/// How much follows a head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Length {
    Definite(u64),
    Indefinite,
}

fn malformed() -> DeError {
    DeError::new("The request body is not valid CBOR")
}

pub(super) fn too_deep() -> DeError {
    DeError::new("The request nests too many levels deep")
}

impl<'a> Cursor<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Cursor<'a> {
        Cursor { rest }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }

    fn take(&mut self, n: u64) -> DeResult<&'a [u8]> {
        let n = usize::try_from(n).map_err(|_| malformed())?;
        let (head, rest) = self.rest.split_at_checked(n).ok_or_else(malformed)?;
        self.rest = rest;
        Ok(head)
    }

    fn unsigned(&mut self, bytes: u64) -> DeResult<u64> {
        Ok(self.take(bytes)?.iter().fold(0, |acc, b| acc << 8 | u64::from(*b)))
    }

    /// Whether a null comes next; consumed when it does.
    pub(super) fn null(&mut self) -> bool {
        let hit = matches!(self.rest.first(), Some(0xf6 | 0xf7));
        if hit {
            self.rest = &self.rest[1..];
        }
        hit
    }

    /// The next head, tags included.
    pub(super) fn head(&mut self) -> DeResult<Head> {
        let first = self.take(1)?[0];
        let info = first & 0x1f;
        if first >> 5 == 7 {
            return self.simple(info);
        }
        let length = match info {
            0..=23 => Length::Definite(u64::from(info)),
            24..=27 => Length::Definite(self.unsigned(1 << (info - 24))?),
            31 => Length::Indefinite,
            _ => return Err(malformed()),
        };
        Ok(match (first >> 5, length) {
            (0, Length::Definite(n)) => Head::Unsigned(n),
            (1, Length::Definite(n)) => Head::Negative(n),
            (2, length) => Head::Bytes(length),
            (3, length) => Head::Text(length),
            (4, length) => Head::Array(length),
            (5, length) => Head::Map(length),
            (6, Length::Definite(n)) => Head::Tag(n),
            _ => return Err(malformed()),
        })
    }

    fn simple(&mut self, info: u8) -> DeResult<Head> {
        Ok(match info {
            20 => Head::Bool(false),
            21 => Head::Bool(true),
            22 | 23 => Head::Null,
            25 => Head::Float(half(self.unsigned(2)? as u16)),
            26 => Head::Float(f64::from(f32::from_bits(self.unsigned(4)? as u32))),
            27 => Head::Float(f64::from_bits(self.unsigned(8)?)),
            31 => Head::Break,
            _ => return Err(malformed()),
        })
    }

    /// The next head that is no tag.
    pub(super) fn untagged(&mut self) -> DeResult<Head> {
        loop {
            match self.head()? {
                Head::Tag(_) => {}
                head => return Ok(head),
            }
        }
    }

    /// Whether another element or entry follows.
    pub(super) fn more(&mut self, left: &mut Length) -> DeResult<bool> {
        match left {
            Length::Definite(0) => Ok(false),
            Length::Definite(n) => {
                *n -= 1;
                Ok(true)
            }
            Length::Indefinite => match self.rest.first() {
                Some(0xff) => {
                    self.rest = &self.rest[1..];
                    Ok(false)
                }
                Some(_) => Ok(true),
                None => Err(malformed()),
            },
        }
    }

    /// The bytes of a string whose head was read; borrowed when they stand together.
    pub(super) fn bytes(&mut self, length: Length) -> DeResult<Cow<'a, [u8]>> {
        match length {
            Length::Definite(n) => self.take(n).map(Cow::Borrowed),
            Length::Indefinite => {
                let mut out = Vec::new();
                let mut left = length;
                while self.more(&mut left)? {
                    match self.head()? {
                        Head::Bytes(Length::Definite(n)) | Head::Text(Length::Definite(n)) => {
                            out.extend_from_slice(self.take(n)?);
                        }
                        _ => return Err(malformed()),
                    }
                }
                Ok(Cow::Owned(out))
            }
        }
    }

    /// The text of a string whose head was read.
    pub(super) fn text(&mut self, length: Length) -> DeResult<Cow<'a, str>> {
        let bad = || DeError::new("The request body holds text that is not valid UTF-8");
        match self.bytes(length)? {
            Cow::Borrowed(bytes) => {
                std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|_| bad())
            }
            Cow::Owned(bytes) => String::from_utf8(bytes).map(Cow::Owned).map_err(|_| bad()),
        }
    }

    /// The key of an entry.
    pub(super) fn key(&mut self) -> DeResult<Cow<'a, str>> {
        match self.untagged()? {
            Head::Text(length) => self.text(length),
            _ => Err(DeError::new("A key of the request body is not text")),
        }
    }

    /// A bignum's bytes as a float, and as an integer where it is one of ours.
    pub(super) fn bignum(&mut self, negative: bool) -> DeResult<(f64, Option<i64>)> {
        let Head::Bytes(length) = self.head()? else { return Err(malformed()) };
        let bytes = self.bytes(length)?;
        let float = bytes.iter().fold(0.0, |acc, b| acc * 256.0 + f64::from(*b));
        let significant: &[u8] = match bytes.iter().position(|b| *b != 0) {
            Some(at) => &bytes[at..],
            None => &[],
        };
        let number = (significant.len() <= 8)
            .then(|| significant.iter().fold(0u64, |acc, b| acc << 8 | u64::from(*b)));
        let signed = number.and_then(|n| i64::try_from(n).ok());
        Ok(if negative { (-1.0 - float, signed.map(|n| -1 - n)) } else { (float, signed) })
    }

    /// The item that comes next in Java's notation, as AWS shows values in errors; it was read before, so
    /// its form is known to be good, and only its depth is not.
    pub(super) fn in_java_notation(mut self) -> Option<String> {
        let mut out = String::new();
        crate::render::document(&self.document(32, &mut 4_096).ok()?, &mut out);
        Some(out)
    }

    fn document(&mut self, depth: usize, left: &mut usize) -> DeResult<Document> {
        let spend = |n: usize| n.checked_sub(1).ok_or_else(too_deep);
        *left = spend(*left)?;
        Ok(match self.untagged()? {
            Head::Unsigned(n) => Document::String(n.to_string()),
            Head::Negative(n) => Document::String((-1 - i128::from(n)).to_string()),
            Head::Bytes(length) => self.bytes(length).map(|_| Document::Null)?,
            Head::Text(length) => Document::String(self.text(length)?.into_owned()),
            Head::Array(mut rest) => {
                let depth = spend(depth)?;
                let mut out = Vec::new();
                while self.more(&mut rest)? {
                    out.push(self.document(depth, left)?);
                }
                Document::Array(out)
            }
            Head::Map(mut rest) => {
                let depth = spend(depth)?;
                let mut out = Vec::new();
                while self.more(&mut rest)? {
                    out.push((self.key()?.into_owned(), self.document(depth, left)?));
                }
                Document::Object(out)
            }
            Head::Bool(value) => Document::Bool(value),
            Head::Float(value) => Document::Float(value),
            Head::Null => Document::Null,
            Head::Tag(_) | Head::Break => return Err(malformed()),
        })
    }

    /// Steps over one item, nested at most `depth` deep.
    pub(super) fn skip(&mut self, depth: usize) -> DeResult {
        let head = self.untagged()?;
        self.skip_after(head, depth)
    }

    /// Steps over the rest of an item whose head was read.
    pub(super) fn skip_after(&mut self, head: Head, depth: usize) -> DeResult {
        match head {
            Head::Bytes(length) | Head::Text(length) => self.bytes(length).map(drop),
            Head::Array(mut left) => {
                let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
                while self.more(&mut left)? {
                    self.skip(depth)?;
                }
                Ok(())
            }
            Head::Map(mut left) => {
                let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
                while self.more(&mut left)? {
                    self.skip(depth)?;
                    self.skip(depth)?;
                }
                Ok(())
            }
            Head::Break => Err(malformed()),
            _ => Ok(()),
        }
    }
}

/// A 16-bit float.
fn half(bits: u16) -> f64 {
    let exponent = i32::from(bits >> 10 & 0x1f);
    let mantissa = f64::from(bits & 0x3ff);
    let magnitude = match exponent {
        0 => mantissa * 2f64.powi(-24),
        31 if mantissa == 0.0 => f64::INFINITY,
        31 => f64::NAN,
        _ => (mantissa + 1024.0) * 2f64.powi(exponent - 25),
    };
    if bits >> 15 == 1 { -magnitude } else { magnitude }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves() {
        let cases =
            [(0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65504.0), (0x0001, 5.960_464_477_539_063e-8)];
        for (bits, want) in cases {
            assert_eq!(half(bits), want);
        }
        assert_eq!(half(0xfc00), f64::NEG_INFINITY);
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn bignums() {
        let mut cursor = Cursor::new(&[0x43, 1, 0, 0]);
        assert_eq!(cursor.bignum(true), Ok((-65537.0, Some(-65537))));
        let mut cursor = Cursor::new(&[0x49, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(cursor.bignum(false), Ok((18_446_744_073_709_551_616.0, None)));
    }
}
