//! Words, literals and signs of a PartiQL statement.

use std::fmt;

use super::{Parsed, StatementError, not_well_formed};

/// A token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A word without quotes: a keyword or a name.
    Word(String),
    /// A name in double quotes.
    Quoted(String),
    /// A string in single quotes.
    Text(String),
    /// A number without sign.
    Number(String),
    /// `?`
    Parameter,
    /// A sign of one or two characters.
    Sign(&'static str),
    End,
}

/// Signs, the longer ones first.
const SIGNS: [&str; 23] = [
    "<<", ">>", "<=", ">=", "<>", "!=", "=", "<", ">", "(", ")", "[", "]", "{", "}", ",", ".", ":",
    "+", "-", "*", ";", "/",
];

/// Where a token stands: line and column, from 1, and its length, all in characters. AWS shows it as `at 1:8:5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    line: usize,
    column: usize,
    len: usize,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "at {}:{}:{}", self.line, self.column, self.len)
    }
}

impl Place {
    /// The place of `token`, which begins at the byte `at`; `before` is a place that was passed, at the byte `from`.
    fn next(before: Place, text: &str, from: usize, at: usize, token: &str) -> Place {
        let mut out = Place { len: token.chars().count(), ..before };
        for passed in text[from..at].chars() {
            if passed == '\n' {
                out.line += 1;
                out.column = 1;
            } else {
                out.column += 1;
            }
        }
        out
    }
}

pub(super) fn lex(text: &str) -> Parsed<Vec<(Token, Place)>> {
    let mut out = Vec::new();
    let mut place = Place { line: 1, column: 1, len: 0 };
    let mut from = 0;
    let mut rest = uncommented(text)?;
    while let Some(first) = rest.chars().next() {
        let (token, len) = match first {
            '\'' => quoted(rest, '\'').map(|(text, len)| (Token::Text(text), len))?,
            '"' => quoted(rest, '"').map(|(text, len)| (Token::Quoted(text), len))?,
            '?' => (Token::Parameter, 1),
            _ if first.is_ascii_digit() || is_fraction(rest) => number(rest)?,
            _ if first.is_alphabetic() || first == '_' => word(rest),
            _ => sign(rest)?,
        };
        let at = text.len() - rest.len();
        place = Place::next(place, text, from, at, &rest[..len]);
        from = at;
        out.push((token, place));
        rest = uncommented(&rest[len..])?;
    }
    out.push((Token::End, place));
    Ok(out)
}

/// The text without the spaces and comments that it begins with.
fn uncommented(text: &str) -> Parsed<&str> {
    let mut rest = text.trim_start();
    loop {
        if rest.starts_with("--") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]).trim_start();
        } else if rest.starts_with("/*") {
            let end = rest[2..].find("*/").ok_or_else(unreadable)?;
            rest = rest[end + 4..].trim_start();
        } else {
            return Ok(rest);
        }
    }
}

/// What AWS's reader of words cannot read: nothing is said of it.
fn unreadable() -> StatementError {
    not_well_formed("")
}

fn is_fraction(rest: &str) -> bool {
    matches!(rest.as_bytes(), [b'.', digit, ..] if digit.is_ascii_digit())
}

/// Text up to the next quote; two quotes are one within.
fn quoted(rest: &str, quote: char) -> Parsed<(String, usize)> {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1).peekable();
    while let Some((at, char)) = chars.next() {
        if char != quote {
            out.push(char);
        } else if chars.peek().is_some_and(|(_, next)| *next == quote) {
            chars.next();
            out.push(quote);
        } else {
            return Ok((out, at + 1));
        }
    }
    Err(unreadable())
}

/// A number; its exponent, also less the digits behind the point, is one of 32 bits.
fn number(rest: &str) -> Parsed<(Token, usize)> {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut len = digits(0);
    let mut behind = 0;
    if bytes.get(len) == Some(&b'.') {
        behind = digits(len + 1);
        len += 1 + behind;
    }
    if matches!(bytes.get(len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(len + 1), Some(b'+' | b'-')));
        let exponent = digits((len + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            let text = &rest[len + 1..len + 1 + sign + exponent];
            let exponent: i32 = text.parse().map_err(|_| unreadable())?;
            let scale = i32::try_from(behind).ok().and_then(|n| n.checked_sub(exponent));
            scale.ok_or_else(unreadable)?;
            len += 1 + text.len();
        }
    }
    Ok((Token::Number(rest[..len].to_owned()), len))
}

fn word(rest: &str) -> (Token, usize) {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
    let len = end.unwrap_or(rest.len());
    (Token::Word(rest[..len].to_owned()), len)
}

fn sign(rest: &str) -> Parsed<(Token, usize)> {
    let found = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
    let found = found.ok_or_else(unreadable)?;
    Ok((Token::Sign(found), found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_cut_into_tokens() {
        let text = |t: &str| Token::Text(t.to_owned());
        let word = |t: &str| Token::Word(t.to_owned());
        let lex = |text| super::lex(text).map(|all| all.into_iter().map(|(token, _)| token));
        assert_eq!(
            lex("a = 'it''s' AND \"b\"<>-1.5e3").unwrap().collect::<Vec<_>>(),
            [
                word("a"),
                Token::Sign("="),
                text("it's"),
                word("AND"),
                Token::Quoted("b".to_owned()),
                Token::Sign("<>"),
                Token::Sign("-"),
                Token::Number("1.5e3".to_owned()),
                Token::End
            ]
        );
        for broken in ["'open", "a # b", "a /* b", "1e2147483648", "1.5e-2147483647"] {
            assert_eq!(lex(broken).err(), Some(unreadable()), "{broken}");
        }
        let words = |text| lex(text).unwrap().collect::<Vec<_>>();
        assert_eq!(words("a -- b\nc /* d\n */ e -- f"), words("a c e"));
    }

    #[test]
    fn places_are_counted_in_characters() {
        let places: Vec<String> =
            lex("ä 'b'\n  cc").unwrap().iter().map(|(_, place)| place.to_string()).collect();
        assert_eq!(places[..3], ["at 1:1:1", "at 1:3:3", "at 2:3:2"]);
    }
}
