//! Reads CBOR into typed values.

use std::borrow::Cow;

use bytes::Bytes;
use schema::{
    ByteStream, De, DeError, DeResult, Document, Kind, Member, OnElement, OnEntry, Shape, ShapeDe,
    Timestamp,
};

use super::item::{Cursor, Head, Length};
use crate::scalar;
use crate::validate::{Broken, Checks, Seen};

/// A reader standing before an item.
pub(crate) struct CborDe<'a, 'c> {
    cursor: Cursor<'a>,
    checks: &'c mut Checks,
    skip_depth: usize,
}

fn mismatch<T>(member: &Member) -> DeResult<T> {
    Err(DeError::new(format!(
        "The value of {} cannot be converted to {}",
        member.wire,
        scalar::kind_name(member.kind())
    )))
}

impl<'a, 'c> CborDe<'a, 'c> {
    pub(crate) fn new(bytes: &'a [u8], checks: &'c mut Checks, depth: usize) -> Self {
        CborDe { cursor: Cursor::new(bytes), checks, skip_depth: depth }
    }

    /// The whole body as a structure's members. An empty body is an empty structure.
    pub(crate) fn top_level(
        &mut self,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
    ) -> DeResult {
        if self.cursor.is_at_end() {
            return Ok(());
        }
        let Head::Map(length) = self.cursor.untagged()? else {
            return Err(DeError::new("The request body is not a CBOR map"));
        };
        self.members(length, shape, value, seen)?;
        if self.cursor.is_at_end() {
            Ok(())
        } else {
            Err(DeError::new("Data follows the CBOR map of the request body"))
        }
    }

    fn members(
        &mut self,
        mut left: Length,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
    ) -> DeResult {
        self.checks.enter()?;
        while self.cursor.more(&mut left)? {
            let key = self.cursor.key()?;
            let Some((index, member)) = shape.member_by_wire(&key) else {
                self.cursor.skip(self.skip_depth)?;
                continue;
            };
            self.checks.count()?;
            if self.cursor.null() {
                continue;
            }
            let mark = self.checks.mark();
            value.set(index, member, self)?;
            self.checks.within_member(mark, member);
            seen.insert(index);
        }
        self.checks.leave();
        Ok(())
    }

    /// A number: as a float, and as an integer where it is one.
    fn number(&mut self, member: &Member) -> DeResult<(f64, Option<i64>)> {
        loop {
            let signed = |n: u64| i64::try_from(n).ok();
            return Ok(match self.cursor.head()? {
                Head::Unsigned(n) => (n as f64, signed(n)),
                Head::Negative(n) => (-1.0 - n as f64, signed(n).map(|n| -1 - n)),
                Head::Float(n) => (n, None),
                Head::Tag(2) => return self.cursor.bignum(false),
                Head::Tag(3) => return self.cursor.bignum(true),
                Head::Tag(_) => continue,
                _ => return mismatch(member),
            });
        }
    }
}

impl De for CborDe<'_, '_> {
    fn null(&mut self) -> DeResult<bool> {
        Ok(self.cursor.null())
    }

    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        match self.cursor.untagged()? {
            Head::Bool(value) => Ok(value),
            _ => mismatch(member),
        }
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        let (float, whole) = self.number(member)?;
        let exact =
            || (float.fract() == 0.0 && float.abs() <= 2f64.powi(53)).then_some(float as i64);
        let Some(value) = whole.or_else(exact) else { return mismatch(member) };
        let value = scalar::in_range(value, member.kind())?;
        self.checks.number(member.target(), value as f64);
        Ok(value)
    }

    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        let (value, _) = self.number(member)?;
        self.checks.number(member.target(), value);
        Ok(value)
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        let Head::Text(length) = self.cursor.untagged()? else { return mismatch(member) };
        let text = self.cursor.text(length)?;
        self.checks.string(member.target(), &text);
        Ok(text)
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        let Head::Bytes(length) = self.cursor.untagged()? else { return mismatch(member) };
        let bytes = Bytes::from(self.cursor.bytes(length)?.into_owned());
        self.checks.length(member.target(), bytes.len(), || None);
        Ok(bytes)
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        let (float, whole) = self.number(member)?;
        let at = match whole {
            Some(secs) => secs.checked_mul(1_000_000).map(Timestamp::from_micros),
            None => Timestamp::from_secs_f64(float),
        };
        at.map_or_else(|| mismatch(member), Ok)
    }

    fn document(&mut self, member: &'static Member) -> DeResult<Document> {
        mismatch(member)
    }

    fn list(&mut self, member: &'static Member, each: OnElement<'_>) -> DeResult {
        let shape = member.target();
        let start = self.cursor;
        let Head::Array(mut left) = self.cursor.untagged()? else { return mismatch(member) };
        let Some(element) = shape.members.first() else { return Ok(()) };
        self.checks.enter()?;
        let mut broken = Broken::none_in(shape);
        let mut length = 0;
        while self.cursor.more(&mut left)? {
            self.checks.count()?;
            let mark = self.checks.mark();
            if !shape.sparse && self.cursor.null() {
                self.checks.null_element(length);
            } else {
                each(element, self)?;
                self.checks.element_done(mark, length, &mut broken);
            }
            length += 1;
        }
        self.checks.leave();
        self.checks.collection_done(shape, length, &broken, || start.in_java_notation());
        Ok(())
    }

    fn map(&mut self, member: &'static Member, each: OnEntry<'_>) -> DeResult {
        let shape = member.target();
        let start = self.cursor;
        let Head::Map(mut left) = self.cursor.untagged()? else { return mismatch(member) };
        let Some(edge) = shape.members.get(1) else { return Ok(()) };
        self.checks.enter()?;
        let mut broken = Broken::none_in(shape);
        let mut length = 0;
        while self.cursor.more(&mut left)? {
            self.checks.count()?;
            let key = self.cursor.key()?;
            self.checks.key_done(shape, &key, &mut broken);
            let mark = self.checks.mark();
            if shape.sparse || !self.cursor.null() {
                each(&key, edge, self)?;
                self.checks.entry_done(mark, &key, &mut broken);
                length += 1;
            }
        }
        self.checks.leave();
        self.checks.collection_done(shape, length, &broken, || start.in_java_notation());
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &mut dyn ShapeDe) -> DeResult {
        let shape = member.target();
        debug_assert!(matches!(shape.kind, Kind::Structure | Kind::Union));
        let Head::Map(length) = self.cursor.untagged()? else { return mismatch(member) };
        let mut seen = Seen::default();
        self.members(length, shape, value, &mut seen)?;
        self.checks.structure(shape, &seen);
        Ok(())
    }

    fn byte_stream(&mut self, member: &'static Member) -> DeResult<ByteStream> {
        self.blob(member).map(ByteStream::from_bytes)
    }
}
