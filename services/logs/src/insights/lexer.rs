//! A query's text in words, numbers, texts, expressions and signs.

use super::QueryError;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token {
    /// A name: of a command, a field, a function.
    Word(String),
    /// A name in backticks, which is never a command's.
    Quoted(String),
    /// A number, with what follows it at once: `5m`.
    Number(f64, String),
    Text(String),
    Regex(String),
    Sign(&'static str),
}

/// A piece and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Piece {
    pub(crate) token: Token,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

const SIGNS: [&str; 19] = [
    "!=", "<=", ">=", "=~", "=", "<", ">", "(", ")", "[", "]", ",", "|", "+", "-", "*", "/", "^",
    "%",
];

/// Cuts a query into pieces.
pub(crate) fn pieces(text: &str) -> Result<Vec<Piece>, QueryError> {
    let mut out: Vec<Piece> = Vec::new();
    let mut at = 0;
    // Whether we are in a parse command, where a slash after a field begins an expression.
    let mut parsing = false;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let fail =
            |message: &str| QueryError { message: message.to_owned(), start: at, end: text.len() };
        if first.is_whitespace() {
            at += first.len_utf8();
            continue;
        }
        if first == '#' {
            at += rest.find('\n').unwrap_or(rest.len());
            continue;
        }
        let (token, length) = if first.is_ascii_digit() {
            number(rest).ok_or_else(|| fail("a number cannot be read"))?
        } else if first.is_alphabetic() || "@_$".contains(first) {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || "@_$.".contains(c)));
            let word = &rest[..end.unwrap_or(rest.len())];
            (Token::Word(word.to_owned()), word.len())
        } else if matches!(first, '"' | '\'' | '`') {
            let (content, length) =
                until(rest, first).ok_or_else(|| fail("a quotation is not closed"))?;
            let token = if first == '`' { Token::Quoted(content) } else { Token::Text(content) };
            (token, length)
        } else if first == '/' && begins_regex(out.last(), parsing) {
            let (content, length) =
                regex(rest).ok_or_else(|| fail("an expression is not closed"))?;
            (Token::Regex(content), length)
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| fail(&format!("unexpected symbol found {first}")))?;
            (Token::Sign(sign), sign.len())
        };
        if out.last().is_none_or(|last| last.token == Token::Sign("|")) {
            parsing = matches!(&token, Token::Word(word) if word.eq_ignore_ascii_case("parse"));
        }
        out.push(Piece { token, start: at, end: at + length });
        at += length;
    }
    Ok(out)
}

fn begins_regex(last: Option<&Piece>, parsing: bool) -> bool {
    match last.map(|piece| &piece.token) {
        Some(Token::Word(word)) => parsing || word.eq_ignore_ascii_case("like"),
        Some(Token::Quoted(_)) => parsing,
        Some(Token::Number(..) | Token::Sign(")")) => false,
        _ => true,
    }
}

fn number(text: &str) -> Option<(Token, usize)> {
    let digits = text.find(|c: char| !(c.is_ascii_digit() || c == '.')).unwrap_or(text.len());
    let unit = text[digits..].find(|c: char| !c.is_ascii_alphabetic());
    let end = digits + unit.unwrap_or(text.len() - digits);
    let value = text[..digits].parse().ok()?;
    Some((Token::Number(value, text[digits..end].to_owned()), end))
}

/// A text up to the next quotation mark of its kind, and how long it is with both.
fn until(text: &str, quote: char) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            letter if letter == quote => return Some((out, at + 1)),
            '\\' => match letters.next()?.1 {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                next if next == quote || next == '\\' => out.push(next),
                next => out.extend(['\\', next]),
            },
            letter => out.push(letter),
        }
    }
    None
}

fn regex(text: &str) -> Option<(String, usize)> {
    let mut out = String::new();
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '/' => return Some((out, at + 1)),
            '\\' => match letters.next()?.1 {
                '/' => out.push('/'),
                next => out.extend(['\\', next]),
            },
            letter => out.push(letter),
        }
    }
    None
}
