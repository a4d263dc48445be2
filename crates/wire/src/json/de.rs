//! Reads JSON into typed values.
//! Ref: <https://smithy.io/2.0/aws/protocols/aws-json-1_0-protocol.html>, and restJson1's page.

use std::borrow::Cow;

use bytes::Bytes;
use schema::{
    ByteStream, De, DeError, DeResult, Document, Kind, Location, Member, OnElement, OnEntry, Shape,
    ShapeDe, Timestamp, TimestampFormat,
};

use super::text::{Cursor, Token, in_java_notation};
use crate::scalar;
use crate::validate::{Broken, Checks, Seen};

/// A reader standing before a value of a JSON text.
pub(crate) struct JsonDe<'a, 'c> {
    cursor: Cursor<'a>,
    checks: &'c mut Checks,
    /// How deep what nobody reads may nest.
    skip_depth: usize,
}

impl<'a, 'c> JsonDe<'a, 'c> {
    pub(crate) fn new(bytes: &'a [u8], checks: &'c mut Checks, depth: usize) -> DeResult<Self> {
        Ok(JsonDe { cursor: Cursor::new(bytes)?, checks, skip_depth: depth })
    }

    /// The whole text as the members of `shape`; `bound` leaves out those that travel elsewhere. An empty
    /// text is an empty structure.
    pub(crate) fn top_level(
        &mut self,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
        bound: bool,
    ) -> DeResult {
        if self.cursor.peek().is_none() {
            return Ok(());
        }
        self.members(shape, value, seen, bound)?;
        self.cursor.end()
    }

    /// The whole text as one value, which is the payload member.
    pub(crate) fn payload(
        &mut self,
        index: usize,
        member: &'static Member,
        value: &mut dyn ShapeDe,
    ) -> DeResult<bool> {
        if self.cursor.peek().is_none() || self.null()? {
            return Ok(false);
        }
        let mark = self.checks.mark();
        value.set(index, member, self)?;
        self.checks.within_member(mark, member);
        self.cursor.end()?;
        Ok(true)
    }

    fn members(
        &mut self,
        shape: &'static Shape,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
        bound: bool,
    ) -> DeResult {
        self.open(Token::Object)?;
        self.checks.enter()?;
        let mut guess = 0;
        let mut more = !self.cursor.eat(b'}');
        while more {
            let key = self.cursor.key()?;
            match find(shape, &key, guess, bound) {
                Some((index, member)) => {
                    guess = index + 1;
                    self.member(index, member, value, seen)?;
                }
                None => self.cursor.skip(self.skip_depth)?,
            }
            more = self.cursor.more(b'}')?;
        }
        self.checks.leave();
        Ok(())
    }

    fn member(
        &mut self,
        index: usize,
        member: &'static Member,
        value: &mut dyn ShapeDe,
        seen: &mut Seen,
    ) -> DeResult {
        self.checks.count()?;
        if member.kind() != Kind::Document && self.null()? {
            return Ok(());
        }
        let mark = self.checks.mark();
        value.set(index, member, self)?;
        self.checks.within_member(mark, member);
        seen.insert(index);
        Ok(())
    }

    /// Consumes the bracket of a list or object, or says what came instead.
    fn open(&mut self, wanted: Token) -> DeResult {
        let found = self.cursor.token()?;
        if found == wanted {
            return self.cursor.expect(if wanted == Token::Array { b'[' } else { b'{' });
        }
        Err(DeError::new(match (wanted, found) {
            (_, Token::Array) => "Start of list found where not expected",
            (_, Token::Object) => "Start of structure or map found where not expected.",
            (Token::Array, _) => "Expected list or null",
            _ => "Expected map or null",
        }))
    }

    /// What is said of a token that is no `kind`.
    fn mismatch<T>(&mut self, found: Token, kind: Kind) -> DeResult<T> {
        let name = match found {
            Token::Null => "NULL_VALUE",
            Token::True => "TRUE_VALUE",
            Token::False => "FALSE_VALUE",
            Token::Number => "NUMBER_VALUE",
            Token::String => "STRING_VALUE",
            Token::Array => return Err(DeError::new("Start of list found where not expected")),
            Token::Object => {
                let message = "Start of structure or map found where not expected.";
                return Err(DeError::new(message));
            }
        };
        Err(DeError::new(format!("{name} cannot be converted to {}", scalar::kind_name(kind))))
    }

    fn string_token(&mut self, kind: Kind) -> DeResult<Cow<'a, str>> {
        match self.cursor.token()? {
            Token::String => self.cursor.string(),
            other => self.mismatch(other, kind),
        }
    }
}

/// The member called `key`, tried first where the members' order suggests.
fn find(
    shape: &'static Shape,
    key: &str,
    guess: usize,
    bound: bool,
) -> Option<(usize, &'static Member)> {
    let in_body = |m: &Member| !bound || m.location == Location::Body;
    if let Some(member) = shape.members.get(guess)
        && member.wire == key
        && in_body(member)
    {
        return Some((guess, member));
    }
    match shape.member_by_wire(key) {
        Some((index, member)) if in_body(member) => Some((index, member)),
        // A member of the body may share its name with one that travels elsewhere.
        Some(_) => shape.members.iter().enumerate().find(|(_, m)| m.wire == key && in_body(m)),
        None => None,
    }
}

impl De for JsonDe<'_, '_> {
    fn null(&mut self) -> DeResult<bool> {
        if self.cursor.peek() == Some(b'n') {
            self.cursor.literal("null")?;
            return Ok(true);
        }
        Ok(false)
    }

    fn boolean(&mut self, member: &'static Member) -> DeResult<bool> {
        match self.cursor.token()? {
            Token::True => self.cursor.literal("true").map(|()| true),
            Token::False => self.cursor.literal("false").map(|()| false),
            other => self.mismatch(other, member.kind()),
        }
    }

    fn integer(&mut self, member: &'static Member) -> DeResult<i64> {
        let kind = member.kind();
        let value = match self.cursor.token()? {
            Token::Number => whole_number(self.cursor.number()?, kind)?,
            other => self.mismatch(other, kind)?,
        };
        let value = scalar::in_range(value, kind)?;
        self.checks.number(member.target(), value as f64);
        Ok(value)
    }

    fn float(&mut self, member: &'static Member) -> DeResult<f64> {
        let kind = member.kind();
        let value = match self.cursor.token()? {
            Token::Number => scalar::float(self.cursor.number()?.0, kind)?,
            Token::String => match scalar::special_float(&self.cursor.string()?) {
                Some(value) => value,
                None => return self.mismatch(Token::String, kind),
            },
            other => self.mismatch(other, kind)?,
        };
        self.checks.number(member.target(), value);
        Ok(value)
    }

    fn string(&mut self, member: &'static Member) -> DeResult<Cow<'_, str>> {
        let text = self.string_token(Kind::String)?;
        self.checks.string(member.target(), &text);
        Ok(text)
    }

    fn blob(&mut self, member: &'static Member) -> DeResult<Bytes> {
        let text = self.string_token(Kind::Blob)?;
        let bytes = scalar::blob(&text)?;
        self.checks.length(member.target(), bytes.len(), || None);
        Ok(bytes)
    }

    fn timestamp(&mut self, member: &'static Member) -> DeResult<Timestamp> {
        let format = scalar::format_of(member, TimestampFormat::Epoch);
        match (self.cursor.token()?, format) {
            (Token::Number, TimestampFormat::Epoch) => {
                scalar::timestamp(self.cursor.number()?.0, format)
            }
            (Token::String, TimestampFormat::Iso8601 | TimestampFormat::HttpDate) => {
                scalar::timestamp(&self.cursor.string()?, format)
            }
            (other, _) => self.mismatch(other, Kind::Timestamp),
        }
    }

    fn document(&mut self, _: &'static Member) -> DeResult<Document> {
        self.cursor.document(self.skip_depth, self.checks.values_left())
    }

    fn list(&mut self, member: &'static Member, each: OnElement<'_>) -> DeResult {
        let shape = member.target();
        let start = self.cursor.position();
        self.open(Token::Array)?;
        self.checks.enter()?;
        let Some(element) = shape.members.first() else { return Ok(()) };
        let mut broken = Broken::none_in(shape);
        let mut length = 0;
        let mut more = !self.cursor.eat(b']');
        while more {
            self.checks.count()?;
            let mark = self.checks.mark();
            if !shape.sparse && element.kind() != Kind::Document && self.null()? {
                self.checks.null_element(length);
            } else {
                each(element, self)?;
                self.checks.element_done(mark, length, &mut broken);
            }
            length += 1;
            more = self.cursor.more(b']')?;
        }
        self.checks.leave();
        let text = self.cursor.since(start);
        self.checks.collection_done(shape, length, &broken, || in_java_notation(text));
        Ok(())
    }

    fn map(&mut self, member: &'static Member, each: OnEntry<'_>) -> DeResult {
        let shape = member.target();
        let start = self.cursor.position();
        self.open(Token::Object)?;
        self.checks.enter()?;
        let Some(edge) = shape.members.get(1) else { return Ok(()) };
        let mut broken = Broken::none_in(shape);
        let mut length = 0;
        let mut more = !self.cursor.eat(b'}');
        while more {
            self.checks.count()?;
            let key = self.cursor.key()?;
            self.checks.key_done(shape, &key, &mut broken);
            let mark = self.checks.mark();
            // A null value in a dense map is no entry.
            if shape.sparse || edge.kind() == Kind::Document || !self.null()? {
                each(&key, edge, self)?;
                self.checks.entry_done(mark, &key, &mut broken);
                length += 1;
            }
            more = self.cursor.more(b'}')?;
        }
        self.checks.leave();
        let text = self.cursor.since(start);
        self.checks.collection_done(shape, length, &broken, || in_java_notation(text));
        Ok(())
    }

    fn structure(&mut self, member: &'static Member, value: &mut dyn ShapeDe) -> DeResult {
        let shape = member.target();
        let mut seen = Seen::default();
        self.members(shape, value, &mut seen, false)?;
        self.checks.structure(shape, &seen);
        Ok(())
    }

    fn byte_stream(&mut self, member: &'static Member) -> DeResult<ByteStream> {
        self.blob(member).map(ByteStream::from_bytes)
    }
}

/// An integer written as one, or as a decimal that is one: `1.0`, `1e3`.
fn whole_number((text, whole): (&str, bool), kind: Kind) -> DeResult<i64> {
    let out_of_range = || DeError::new(format!("{text} is out of range"));
    if whole {
        return text.parse().map_err(|_| out_of_range());
    }
    let value = scalar::float(text, kind)?;
    if value.fract() != 0.0 {
        return Err(DeError::new(format!(
            "DECIMAL_VALUE cannot be converted to {}",
            scalar::kind_name(kind)
        )));
    }
    // Beyond 2^53 a float no longer says which integer is meant.
    if value.abs() > 9_007_199_254_740_992.0 { Err(out_of_range()) } else { Ok(value as i64) }
}
