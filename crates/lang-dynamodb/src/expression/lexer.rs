//! Words, placeholders and signs of an expression, with where they stand.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// A name, or a keyword.
    Word,
    /// `#name`.
    Name,
    /// `:value`.
    Value,
    /// Digits.
    Digits,
    Open,
    Close,
    OpenIndex,
    CloseIndex,
    Comma,
    Dot,
    Plus,
    Minus,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    /// Something that no expression has.
    Other,
    End,
}

/// A token and its bytes in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Lexeme {
    pub(super) token: Token,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// All tokens of `text`, [`Token::End`] last.
pub(super) fn lex(text: &str) -> Vec<Lexeme> {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(text.len() / 3 + 2);
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_whitespace() {
            at += 1;
            continue;
        }
        let (token, len) = next(&text[at..]);
        out.push(Lexeme { token, start: at, end: at + len });
        at += len;
    }
    out.push(Lexeme { token: Token::End, start: text.len(), end: text.len() });
    out
}

fn next(rest: &str) -> (Token, usize) {
    let bytes = rest.as_bytes();
    let second = bytes.get(1).copied().unwrap_or(0);
    let one = |token| (token, 1);
    match bytes[0] {
        b'(' => one(Token::Open),
        b')' => one(Token::Close),
        b'[' => one(Token::OpenIndex),
        b']' => one(Token::CloseIndex),
        b',' => one(Token::Comma),
        b'.' => one(Token::Dot),
        b'+' => one(Token::Plus),
        b'-' => one(Token::Minus),
        b'=' => one(Token::Equal),
        b'<' if second == b'>' => (Token::NotEqual, 2),
        b'<' if second == b'=' => (Token::LessOrEqual, 2),
        b'<' => one(Token::Less),
        b'>' if second == b'=' => (Token::GreaterOrEqual, 2),
        b'>' => one(Token::Greater),
        b'#' if is_word(second) => (Token::Name, 1 + word(&bytes[1..])),
        b':' if is_word(second) => (Token::Value, 1 + word(&bytes[1..])),
        first if first.is_ascii_alphabetic() || first == b'_' => (Token::Word, word(bytes)),
        first if first.is_ascii_digit() => {
            (Token::Digits, bytes.iter().take_while(|b| b.is_ascii_digit()).count())
        }
        _ => (Token::Other, rest.chars().next().map_or(1, char::len_utf8)),
    }
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

fn word(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_word(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_into_tokens() {
        let kinds = |text| lex(text).into_iter().map(|l| l.token).collect::<Vec<_>>();
        use Token::*;
        assert_eq!(
            kinds("a.#b[10]<>:v1"),
            [Word, Dot, Name, OpenIndex, Digits, CloseIndex, NotEqual, Value, End]
        );
        assert_eq!(
            kinds("<= >= < > = + -( ),"),
            [
                LessOrEqual,
                GreaterOrEqual,
                Less,
                Greater,
                Equal,
                Plus,
                Minus,
                Open,
                Close,
                Comma,
                End
            ]
        );
        assert_eq!(kinds("# ä :"), [Other, Other, Other, End]);
        assert_eq!(kinds("  "), [End]);
    }
}
