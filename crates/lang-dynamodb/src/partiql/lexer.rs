//! Words, literals and signs of a PartiQL statement.

use super::{Parsed, not_well_formed};

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

pub(super) fn lex(text: &str) -> Parsed<Vec<Token>> {
    let mut out = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let (token, len) = match first {
            '\'' => quoted(rest, '\'').map(|(text, len)| (Token::Text(text), len))?,
            '"' => quoted(rest, '"').map(|(text, len)| (Token::Quoted(text), len))?,
            '?' => (Token::Parameter, 1),
            _ if first.is_ascii_digit() || is_fraction(rest) => number(rest),
            _ if first.is_alphabetic() || first == '_' => word(rest),
            _ => sign(rest)?,
        };
        out.push(token);
        rest = rest[len..].trim_start();
    }
    out.push(Token::End);
    Ok(out)
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
    Err(not_well_formed(format_args!("a text that begins with {quote} does not end")))
}

fn number(rest: &str) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let digits = |from: usize| bytes[from..].iter().take_while(|b| b.is_ascii_digit()).count();
    let mut len = digits(0);
    if bytes.get(len) == Some(&b'.') {
        len += 1 + digits(len + 1);
    }
    if matches!(bytes.get(len), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(len + 1), Some(b'+' | b'-')));
        let exponent = digits((len + 1 + sign).min(bytes.len()));
        if exponent > 0 {
            len += 1 + sign + exponent;
        }
    }
    (Token::Number(rest[..len].to_owned()), len)
}

fn word(rest: &str) -> (Token, usize) {
    let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$');
    let len = end.unwrap_or(rest.len());
    (Token::Word(rest[..len].to_owned()), len)
}

fn sign(rest: &str) -> Parsed<(Token, usize)> {
    let found = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
    let found = found.ok_or_else(|| {
        let char = rest.chars().next().unwrap_or_default();
        not_well_formed(format_args!("unexpected character '{char}'"))
    })?;
    Ok((Token::Sign(found), found.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statements_are_cut_into_tokens() {
        let text = |t: &str| Token::Text(t.to_owned());
        let word = |t: &str| Token::Word(t.to_owned());
        assert_eq!(
            lex("a = 'it''s' AND \"b\"<>-1.5e3").unwrap(),
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
        assert!(lex("'open").is_err() && lex("a # b").is_err());
    }
}
