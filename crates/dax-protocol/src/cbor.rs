//! CBOR as DAX uses it: heads, numbers, strings of a known length, lists and maps of a known length or up to a break.
//! Ref: <https://www.rfc-editor.org/rfc/rfc8949>

use crate::{Malformed, Read};

/// How deep what is passed over may be: values of items are the deepest.
const MAX_SKIPPED: usize = 40;

/// The major types.
pub mod major {
    /// A number from zero up.
    pub const UNSIGNED: u8 = 0;
    /// A number below zero.
    pub const NEGATIVE: u8 = 1;
    /// Bytes.
    pub const BYTES: u8 = 2;
    /// Text.
    pub const TEXT: u8 = 3;
    /// A list.
    pub const ARRAY: u8 = 4;
    /// A map.
    pub const MAP: u8 = 5;
    /// A tag of the value that follows.
    pub const TAG: u8 = 6;
    /// True, false, null, floats, a break.
    pub const SIMPLE: u8 = 7;
}

const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
/// Null.
pub const NULL: u8 = 0xf6;
const BREAK: u8 = 0xff;
const FLOAT64: u8 = 0xfb;

/// The beginning of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Which kind: see [`major`].
    pub major: u8,
    /// The number, or the length; of simple values their kind.
    pub argument: u64,
    /// Whether the length is unknown: all up to a break.
    pub streamed: bool,
    /// How many bytes the head has.
    pub size: usize,
}

impl Head {
    /// The head at the beginning of `bytes`; `None` when more bytes are needed.
    pub fn read(bytes: &[u8]) -> Read<Option<Head>> {
        let Some(&first) = bytes.first() else { return Ok(None) };
        let (major, minor) = (first >> 5, first & 0x1f);
        let more = match minor {
            0..=23 => {
                let argument = u64::from(minor);
                return Ok(Some(Head { major, argument, streamed: false, size: 1 }));
            }
            24..=27 => 1usize << (minor - 24),
            31 if matches!(major, major::ARRAY | major::MAP | major::SIMPLE) => {
                return Ok(Some(Head { major, argument: 31, streamed: true, size: 1 }));
            }
            31 => return Err(Malformed("a string of unknown length")),
            _ => return Err(Malformed("a head that CBOR does not have")),
        };
        let Some(rest) = bytes.get(1..=more) else { return Ok(None) };
        let argument = rest.iter().fold(0u64, |sum, byte| (sum << 8) | u64::from(*byte));
        let argument = if major == major::SIMPLE { u64::from(minor) } else { argument };
        Ok(Some(Head { major, argument, streamed: false, size: 1 + more }))
    }
}

/// Reads values one after the other.
#[derive(Clone, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

/// How many members of a list or a map are still to come.
#[derive(Clone, Copy, Debug)]
pub struct Members(Option<u64>);

impl Members {
    /// Whether there is another; a break is read.
    pub fn more(&mut self, reader: &mut Reader<'_>) -> Read<bool> {
        match &mut self.0 {
            Some(0) => Ok(false),
            Some(left) => {
                *left -= 1;
                Ok(true)
            }
            None if reader.rest.first() == Some(&BREAK) => {
                reader.rest = &reader.rest[1..];
                Ok(false)
            }
            None => Ok(true),
        }
    }

    /// How many there are, when that is known.
    pub fn count(&self) -> Option<u64> {
        self.0
    }
}

impl<'a> Reader<'a> {
    /// Reads `bytes`.
    pub fn new(bytes: &'a [u8]) -> Reader<'a> {
        Reader { rest: bytes }
    }

    /// Whether all is read.
    pub fn is_done(&self) -> bool {
        self.rest.is_empty()
    }

    /// What is not read yet.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.rest)
    }

    /// The next value's head, which stays.
    pub fn peek(&self) -> Read<Head> {
        Head::read(self.rest)?.ok_or(Malformed("it ends too early"))
    }

    fn head(&mut self) -> Read<Head> {
        let head = self.peek()?;
        self.rest = &self.rest[head.size..];
        Ok(head)
    }

    fn expect(&mut self, major: u8, what: &'static str) -> Read<Head> {
        let head = self.head()?;
        if head.major == major { Ok(head) } else { Err(Malformed(what)) }
    }

    fn take(&mut self, count: u64) -> Read<&'a [u8]> {
        let count = usize::try_from(count).ok().filter(|count| *count <= self.rest.len());
        let (taken, rest) = self.rest.split_at(count.ok_or(Malformed("it ends too early"))?);
        self.rest = rest;
        Ok(taken)
    }

    /// Takes a null, if one is next.
    pub fn null(&mut self) -> bool {
        let null = self.rest.first() == Some(&NULL);
        if null {
            self.rest = &self.rest[1..];
        }
        null
    }

    /// A number of 64 bits.
    pub fn int(&mut self) -> Read<i64> {
        let head = self.head()?;
        let argument = i64::try_from(head.argument).map_err(|_| Malformed("a number too large"))?;
        match head.major {
            major::UNSIGNED => Ok(argument),
            major::NEGATIVE => Ok(-1 - argument),
            _ => Err(Malformed("a number was expected")),
        }
    }

    /// A flag, which some clients send as a number.
    pub fn flag(&mut self) -> Read<bool> {
        match self.rest.first() {
            Some(&(TRUE | FALSE)) => {
                let flag = self.rest[0] == TRUE;
                self.rest = &self.rest[1..];
                Ok(flag)
            }
            _ => Ok(self.int()? != 0),
        }
    }

    /// Text.
    pub fn text(&mut self) -> Read<&'a str> {
        let head = self.expect(major::TEXT, "text was expected")?;
        let bytes = self.take(head.argument)?;
        std::str::from_utf8(bytes).map_err(|_| Malformed("text that is not UTF-8"))
    }

    /// Bytes.
    pub fn bytes(&mut self) -> Read<&'a [u8]> {
        let head = self.expect(major::BYTES, "bytes were expected")?;
        self.take(head.argument)
    }

    /// Text that is sent as text or as bytes.
    pub fn name(&mut self) -> Read<&'a str> {
        let head = self.head()?;
        if !matches!(head.major, major::TEXT | major::BYTES) {
            return Err(Malformed("a name was expected"));
        }
        std::str::from_utf8(self.take(head.argument)?)
            .map_err(|_| Malformed("text that is not UTF-8"))
    }

    /// A list; its members follow.
    pub fn array(&mut self) -> Read<Members> {
        let head = self.expect(major::ARRAY, "a list was expected")?;
        self.members(head)
    }

    /// A map; its members follow, two values each.
    pub fn map(&mut self) -> Read<Members> {
        let head = self.expect(major::MAP, "a map was expected")?;
        self.members(head)
    }

    /// What was promised must be able to fit: a value has a byte at least.
    fn members(&self, head: Head) -> Read<Members> {
        if head.streamed {
            return Ok(Members(None));
        }
        match usize::try_from(head.argument).is_ok_and(|count| count <= self.rest.len()) {
            true => Ok(Members(Some(head.argument))),
            false => Err(Malformed("it ends too early")),
        }
    }

    /// A tag.
    pub fn tag(&mut self) -> Read<u64> {
        Ok(self.expect(major::TAG, "a tag was expected")?.argument)
    }

    /// Whether a float of 64 bits is next.
    pub fn float_is_next(&self) -> bool {
        self.rest.first() == Some(&FLOAT64)
    }

    /// A float of 64 bits.
    pub fn float(&mut self) -> Read<f64> {
        match self.take(9)? {
            &[FLOAT64, a, b, c, d, e, f, g, h] => Ok(f64::from_be_bytes([a, b, c, d, e, f, g, h])),
            _ => Err(Malformed("a float was expected")),
        }
    }

    /// True, false or null: `None` is null.
    pub fn simple(&mut self) -> Read<Option<bool>> {
        let first = self.rest.first().copied();
        self.rest = self.rest.get(1..).unwrap_or_default();
        match first {
            Some(TRUE) => Ok(Some(true)),
            Some(FALSE) => Ok(Some(false)),
            Some(NULL) => Ok(None),
            _ => Err(Malformed("a simple value that no attribute has")),
        }
    }

    /// Passes over a value, whatever it is.
    pub fn skip(&mut self) -> Read<()> {
        self.skip_at(0)
    }

    fn skip_at(&mut self, depth: usize) -> Read<()> {
        if depth >= MAX_SKIPPED {
            return Err(Malformed("it is too deep"));
        }
        match self.peek()?.major {
            major::TAG => {
                self.tag()?;
                self.skip_at(depth + 1)?;
            }
            major::ARRAY => {
                let mut members = self.array()?;
                while members.more(self)? {
                    self.skip_at(depth + 1)?;
                }
            }
            major::MAP => {
                let mut members = self.map()?;
                while members.more(self)? {
                    self.skip_at(depth + 1)?;
                    self.skip_at(depth + 1)?;
                }
            }
            _ => self.skip_plain()?,
        }
        Ok(())
    }

    /// Passes over a number, a string or a simple value.
    pub fn skip_plain(&mut self) -> Read<()> {
        let head = self.head()?;
        match head.major {
            major::BYTES | major::TEXT => self.take(head.argument).map(|_| ()),
            major::UNSIGNED | major::NEGATIVE | major::SIMPLE if !head.streamed => Ok(()),
            _ => Err(Malformed("a plain value was expected")),
        }
    }
}

/// Writes values one after the other.
#[derive(Clone, Debug, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// Nothing yet.
    pub fn new() -> Writer {
        Writer::default()
    }

    /// What was written.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, major: u8, argument: u64) {
        let high = major << 5;
        match argument {
            0..=23 => self.0.push(high | argument.to_le_bytes()[0]),
            24..=0xff => self.0.extend([high | 24, argument.to_le_bytes()[0]]),
            0x100..=0xffff => {
                self.0.push(high | 25);
                self.0.extend_from_slice(&argument.to_be_bytes()[6..]);
            }
            0x1_0000..=0xffff_ffff => {
                self.0.push(high | 26);
                self.0.extend_from_slice(&argument.to_be_bytes()[4..]);
            }
            _ => {
                self.0.push(high | 27);
                self.0.extend_from_slice(&argument.to_be_bytes());
            }
        }
    }

    /// Null.
    pub fn null(&mut self) {
        self.0.push(NULL);
    }

    /// True or false.
    pub fn flag(&mut self, flag: bool) {
        self.0.push(if flag { TRUE } else { FALSE });
    }

    /// A number.
    pub fn int(&mut self, number: i64) {
        match u64::try_from(number) {
            Ok(number) => self.unsigned(number),
            Err(_) => self.negative(number.unsigned_abs() - 1),
        }
    }

    /// A number from zero up.
    pub fn unsigned(&mut self, number: u64) {
        self.head(major::UNSIGNED, number);
    }

    /// The number `-1 - below`.
    pub fn negative(&mut self, below: u64) {
        self.head(major::NEGATIVE, below);
    }

    /// A float of 64 bits.
    pub fn float(&mut self, number: f64) {
        self.0.push(FLOAT64);
        self.0.extend_from_slice(&number.to_be_bytes());
    }

    /// Text.
    pub fn text(&mut self, text: &str) {
        self.head(major::TEXT, text.len() as u64);
        self.0.extend_from_slice(text.as_bytes());
    }

    /// Bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.head(major::BYTES, bytes.len() as u64);
        self.0.extend_from_slice(bytes);
    }

    /// A list of `count` values, which follow.
    pub fn array(&mut self, count: usize) {
        self.head(major::ARRAY, count as u64);
    }

    /// A map of `count` names and values, which follow.
    pub fn map(&mut self, count: usize) {
        self.head(major::MAP, count as u64);
    }

    /// A map whose names and values follow up to a break.
    pub fn streamed_map(&mut self) {
        self.0.push((major::MAP << 5) | 31);
    }

    /// The end of what was begun without a length.
    pub fn end(&mut self) {
        self.0.push(BREAK);
    }

    /// A tag of the value that follows.
    pub fn tag(&mut self, tag: u64) {
        self.head(major::TAG, tag);
    }

    /// Bytes as they are: no value of their own.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        for number in
            [0, 1, 23, 24, 255, 256, 65_535, 65_536, 1 << 32, i64::MAX, -1, -24, -25, i64::MIN]
        {
            let mut writer = Writer::new();
            writer.int(number);
            assert_eq!(Reader::new(&writer.finish()).int(), Ok(number));
        }
    }

    #[test]
    fn what_promises_more_than_there_is_is_refused() {
        for bytes in [
            &[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..],
            &[0xbb, 0, 0, 0, 1, 0, 0, 0, 0],
            &[0x85, 1],
        ] {
            let mut reader = Reader::new(bytes);
            assert!(reader.clone().array().and(reader.map()).is_err());
        }
        assert!(
            Reader::new(&[0x5b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]).bytes().is_err()
        );
        assert!(Reader::new(&[0x5f]).bytes().is_err());
        assert!(Reader::new(&[0x1c]).int().is_err());
        assert!(Reader::new(&[]).int().is_err());
    }

    #[test]
    fn flags_are_flags_or_numbers() {
        for (byte, flag) in [(0xf5, true), (0xf4, false), (1, true), (0, false)] {
            assert_eq!(Reader::new(&[byte]).flag(), Ok(flag));
        }
    }
}
