//! The lexical level of reading JSON: a cursor over text that yields tokens, borrowed where it can.

use std::borrow::Cow;

use schema::{DeError, DeResult, Document};

use crate::scan;

/// A position in a JSON text.
pub(super) struct Cursor<'a> {
    text: &'a str,
    pos: usize,
}

/// What kind of value begins at a position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    Null,
    True,
    False,
    Number,
    String,
    Array,
    Object,
}

impl<'a> Cursor<'a> {
    /// At the beginning of `bytes`, which must be UTF-8.
    pub(super) fn new(bytes: &'a [u8]) -> DeResult<Cursor<'a>> {
        let text = std::str::from_utf8(bytes)
            .map_err(|_| DeError::new("The request body is not valid UTF-8"))?;
        Ok(Cursor { text, pos: 0 })
    }

    pub(super) fn position(&self) -> usize {
        self.pos
    }

    /// The text read since `start`.
    pub(super) fn since(&self, start: usize) -> &'a str {
        self.text.get(start..self.pos).unwrap_or("")
    }

    pub(super) fn unexpected(&self) -> DeError {
        match self.text.get(self.pos..).and_then(|rest| rest.chars().next()) {
            Some(c) if !c.is_control() => {
                DeError::new(format!("Unexpected character '{c}' at position {}", self.pos))
            }
            Some(_) => {
                DeError::new(format!("Unexpected control character at position {}", self.pos))
            }
            None => DeError::new("Unexpected end of the request body"),
        }
    }

    /// The next byte that is not white space, not consumed.
    pub(super) fn peek(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(&b) = bytes.get(self.pos) {
            if !matches!(b, b' ' | b'\n' | b'\r' | b'\t') {
                return Some(b);
            }
            self.pos += 1;
        }
        None
    }

    /// Consumes `wanted` when it comes next.
    pub(super) fn eat(&mut self, wanted: u8) -> bool {
        let hit = self.peek() == Some(wanted);
        self.pos += usize::from(hit);
        hit
    }

    pub(super) fn expect(&mut self, wanted: u8) -> DeResult {
        if self.eat(wanted) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn end(&mut self) -> DeResult {
        if self.peek().is_none() { Ok(()) } else { Err(self.unexpected()) }
    }

    /// The kind of the value that comes next.
    pub(super) fn token(&mut self) -> DeResult<Token> {
        match self.peek() {
            Some(b'"') => Ok(Token::String),
            Some(b'{') => Ok(Token::Object),
            Some(b'[') => Ok(Token::Array),
            Some(b'n') => Ok(Token::Null),
            Some(b't') => Ok(Token::True),
            Some(b'f') => Ok(Token::False),
            Some(b'-' | b'0'..=b'9') => Ok(Token::Number),
            _ => Err(self.unexpected()),
        }
    }

    /// Consumes a literal such as `null`.
    pub(super) fn literal(&mut self, word: &str) -> DeResult {
        if self.text.as_bytes()[self.pos..].starts_with(word.as_bytes()) {
            self.pos += word.len();
            Ok(())
        } else {
            Err(self.unexpected())
        }
    }

    /// After an element or entry: whether another follows; `close` ends the list or object.
    pub(super) fn more(&mut self, close: u8) -> DeResult<bool> {
        if self.eat(b',') {
            Ok(true)
        } else if self.eat(close) {
            Ok(false)
        } else {
            Err(self.unexpected())
        }
    }

    /// The key of an entry, and its colon.
    pub(super) fn key(&mut self) -> DeResult<Cow<'a, str>> {
        if self.peek() != Some(b'"') {
            return Err(self.unexpected());
        }
        let key = self.string()?;
        self.expect(b':')?;
        Ok(key)
    }

    /// A string; borrowed when nothing in it is escaped.
    pub(super) fn string(&mut self) -> DeResult<Cow<'a, str>> {
        let start = self.pos + 1;
        let end = self.plain_until(start)?;
        if self.text.as_bytes()[end] == b'"' {
            self.pos = end + 1;
            return Ok(Cow::Borrowed(&self.text[start..end]));
        }
        self.escaped_string(start, end).map(Cow::Owned)
    }

    /// The position of the first quote or backslash from `from` on.
    fn plain_until(&mut self, from: usize) -> DeResult<usize> {
        let bytes = self.text.as_bytes();
        let rest = bytes.get(from..).unwrap_or(&[]);
        let len = scan::position(rest, |b| (b == b'"') | (b == b'\\') | (b < 0x20));
        self.pos = from + len.unwrap_or(rest.len());
        match bytes.get(self.pos) {
            Some(b'"' | b'\\') => Ok(self.pos),
            _ => Err(self.unexpected()),
        }
    }

    fn escaped_string(&mut self, start: usize, first_escape: usize) -> DeResult<String> {
        let mut out = String::with_capacity(first_escape - start + 32);
        let mut from = start;
        let mut at = first_escape;
        loop {
            out.push_str(&self.text[from..at]);
            self.pos = at + 1;
            if self.text.as_bytes()[at] == b'"' {
                return Ok(out);
            }
            out.push(self.escape()?);
            from = self.pos;
            at = self.plain_until(from)?;
        }
    }

    /// The character that an escape stands for; the backslash is consumed.
    fn escape(&mut self) -> DeResult<char> {
        let Some(&letter) = self.text.as_bytes().get(self.pos) else {
            return Err(self.unexpected());
        };
        let plain = match letter {
            b'"' | b'\\' | b'/' => char::from(letter),
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => {
                self.pos += 1;
                return self.unicode_escape();
            }
            _ => return Err(self.unexpected()),
        };
        self.pos += 1;
        Ok(plain)
    }

    /// `\uXXXX`, with its second half when it is a surrogate pair.
    fn unicode_escape(&mut self) -> DeResult<char> {
        let bad = || DeError::new("Invalid unicode escape");
        let first = self.hex4()?;
        if !(0xD800..0xE000).contains(&first) {
            return char::from_u32(first).ok_or_else(bad);
        }
        if first >= 0xDC00 || !self.text.as_bytes()[self.pos..].starts_with(b"\\u") {
            return Err(bad());
        }
        self.pos += 2;
        let second = self.hex4()?;
        if !(0xDC00..0xE000).contains(&second) {
            return Err(bad());
        }
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)).ok_or_else(bad)
    }

    fn hex4(&mut self) -> DeResult<u32> {
        let digits = self.text.as_bytes().get(self.pos..self.pos + 4);
        let digits = digits.ok_or(DeError::new("Invalid unicode escape"))?;
        let value = digits.iter().try_fold(0, |acc, &b| {
            let digit = char::from(b).to_digit(16).ok_or(DeError::new("Invalid unicode escape"))?;
            Ok(acc * 16 + digit)
        })?;
        self.pos += 4;
        Ok(value)
    }

    /// The text of a number, checked against the grammar; whether it is written as a whole number.
    pub(super) fn number(&mut self) -> DeResult<(&'a str, bool)> {
        let start = self.pos;
        let bytes = self.text.as_bytes();
        self.pos += usize::from(bytes[start] == b'-');
        match self.digits() {
            0 => return Err(self.unexpected()),
            n if n > 1 && bytes[self.pos - n] == b'0' => {
                return Err(DeError::new("Invalid numeric value: Leading zeroes not allowed"));
            }
            _ => {}
        }
        let mut whole = true;
        if bytes.get(self.pos) == Some(&b'.') {
            whole = false;
            self.pos += 1;
            if self.digits() == 0 {
                return Err(self.unexpected());
            }
        }
        if let Some(b'e' | b'E') = bytes.get(self.pos) {
            whole = false;
            self.pos += 1;
            if let Some(b'+' | b'-') = bytes.get(self.pos) {
                self.pos += 1;
            }
            if self.digits() == 0 {
                return Err(self.unexpected());
            }
        }
        Ok((&self.text[start..self.pos], whole))
    }

    fn digits(&mut self) -> usize {
        let rest = &self.text.as_bytes()[self.pos..];
        let n = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        self.pos += n;
        n
    }

    /// Steps over one value of any kind, nested at most `depth` deep.
    pub(super) fn skip(&mut self, depth: usize) -> DeResult {
        match self.token()? {
            Token::Null => self.literal("null"),
            Token::True => self.literal("true"),
            Token::False => self.literal("false"),
            Token::Number => self.number().map(drop),
            Token::String => self.string().map(drop),
            Token::Array => {
                let depth = deeper(depth)?;
                self.elements(|cursor| cursor.skip(depth))
            }
            Token::Object => {
                let depth = deeper(depth)?;
                self.entries(|cursor, _key| cursor.skip(depth))
            }
        }
    }

    /// One value of any kind as untyped data.
    pub(super) fn document(&mut self, depth: usize, left: &mut usize) -> DeResult<Document> {
        *left = left.checked_sub(1).ok_or(DeError::new("The request holds too many values"))?;
        Ok(match self.token()? {
            Token::Null => self.literal("null").map(|()| Document::Null)?,
            Token::True => self.literal("true").map(|()| Document::Bool(true))?,
            Token::False => self.literal("false").map(|()| Document::Bool(false))?,
            Token::Number => document_number(self.number()?)?,
            Token::String => Document::String(self.string()?.into_owned()),
            Token::Array => {
                let depth = deeper(depth)?;
                let mut out = Vec::new();
                self.elements(|cursor| {
                    out.push(cursor.document(depth, left)?);
                    Ok(())
                })?;
                Document::Array(out)
            }
            Token::Object => {
                let depth = deeper(depth)?;
                let mut out = Vec::new();
                self.entries(|cursor, key| {
                    out.push((key.into_owned(), cursor.document(depth, left)?));
                    Ok(())
                })?;
                Document::Object(out)
            }
        })
    }

    fn elements(&mut self, mut each: impl FnMut(&mut Self) -> DeResult) -> DeResult {
        self.expect(b'[')?;
        if self.eat(b']') {
            return Ok(());
        }
        loop {
            each(self)?;
            if !self.more(b']')? {
                return Ok(());
            }
        }
    }

    fn entries(&mut self, mut each: impl FnMut(&mut Self, Cow<'a, str>) -> DeResult) -> DeResult {
        self.expect(b'{')?;
        if self.eat(b'}') {
            return Ok(());
        }
        loop {
            let key = self.key()?;
            each(self, key)?;
            if !self.more(b'}')? {
                return Ok(());
            }
        }
    }
}

fn deeper(depth: usize) -> DeResult<usize> {
    depth.checked_sub(1).ok_or(DeError::new("The request nests too many levels deep"))
}

fn document_number((text, whole): (&str, bool)) -> DeResult<Document> {
    if whole && let Ok(value) = text.parse() {
        return Ok(Document::Integer(value));
    }
    let value: f64 = text.parse().map_err(|_| DeError::new("Invalid numeric value"))?;
    if value.is_finite() {
        Ok(Document::Float(value))
    } else {
        Err(DeError::new("Numeric value out of range"))
    }
}

/// A JSON text in Java's notation, `[a, b]` and `{k=v}`, as AWS shows values in errors.
pub(super) fn in_java_notation(json: &str) -> Option<String> {
    let mut cursor = Cursor { text: json, pos: 0 };
    let document = cursor.document(32, &mut 4_096).ok()?;
    let mut out = String::new();
    crate::render::document(&document, &mut out);
    Some(out)
}
