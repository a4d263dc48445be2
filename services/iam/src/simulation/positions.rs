//! Where the statements of a policy stand in its text: lines and columns as AWS's simulator tells them. It tells where
//! its reader stands: before a statement, behind the token that precedes it (`[`, or the statement before); a
//! statement outside of a list begins behind its own `{` (recorded). Columns count from 1.

/// A line and a column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) line: i32,
    pub(super) column: i32,
}

/// Where a statement begins and ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Place,
    pub(super) end: Place,
}

/// The places of all statements of a policy, which is valid JSON.
pub(super) fn statements(text: &str) -> Vec<Span> {
    let mut reader = Reader::new(text);
    let mut spans = Vec::new();
    // The name of the member of the outermost object that is being read.
    let mut member = String::new();
    let mut start = None;
    while let Some(token) = reader.next_token() {
        match (token, reader.depth) {
            (Token::Text(text), 1) if reader.awaits_name => member = text,
            (Token::Open, 2) if member == "Statement" => start = Some(reader.place),
            (Token::Close, 2) if member == "Statement" && reader.in_list => {
                if let Some(from) = start.replace(reader.place) {
                    spans.push(Span { start: from, end: reader.place });
                }
            }
            (Token::Close, 1) if member == "Statement" && !reader.in_list => {
                if let Some(from) = start.take() {
                    spans.push(Span { start: from, end: reader.place });
                }
            }
            (Token::Close, 1) => start = None,
            _ => {}
        }
    }
    spans
}

enum Token {
    Text(String),
    Open,
    Close,
    Other,
}

/// Reads tokens and knows where it stands behind each.
struct Reader<'t> {
    rest: std::str::Chars<'t>,
    place: Place,
    depth: usize,
    /// Whether the value of the outermost object's member is a list.
    in_list: bool,
    /// Whether a text in the outermost object would be a name.
    awaits_name: bool,
}

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Reader<'t> {
        Reader {
            rest: text.chars(),
            place: Place { line: 1, column: 1 },
            depth: 0,
            in_list: false,
            awaits_name: true,
        }
    }

    fn next_char(&mut self) -> Option<char> {
        let c = self.rest.next()?;
        if c == '\n' {
            self.place = Place { line: self.place.line.saturating_add(1), column: 1 };
        } else {
            self.place.column = self.place.column.saturating_add(1);
        }
        Some(c)
    }

    /// The next bracket or text; `Close` with the depth that is left then.
    fn next_token(&mut self) -> Option<Token> {
        let c = self.next_char()?;
        Some(match c {
            '{' | '[' => {
                self.depth += 1;
                if self.depth == 2 {
                    self.in_list = c == '[';
                }
                Token::Open
            }
            '}' | ']' => {
                self.depth = self.depth.saturating_sub(1);
                if self.depth == 1 && c == ']' {
                    // The list itself ends, not a statement of it.
                    return Some(Token::Other);
                }
                Token::Close
            }
            '"' => Token::Text(self.text()),
            ':' if self.depth == 1 => {
                self.awaits_name = false;
                Token::Other
            }
            ',' if self.depth == 1 => {
                self.awaits_name = true;
                Token::Other
            }
            _ => Token::Other,
        })
    }

    /// The rest of a text whose quote was read, as written.
    fn text(&mut self) -> String {
        let mut text = String::new();
        while let Some(c) = self.next_char() {
            match c {
                '"' => break,
                '\\' => text.extend(self.next_char()),
                other => text.push(other),
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Vec<(i32, i32, i32, i32)> {
        let numbers = |s: &Span| (s.start.line, s.start.column, s.end.line, s.end.column);
        statements(text).iter().map(numbers).collect()
    }

    #[test]
    fn places_of_statements() {
        // Recorded: a statement alone.
        let alone = r#"{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}"#;
        assert_eq!(at(alone), [(1, 41, 1, 113)]);
        // Documented: an administrator's policy as AWS formats it.
        let listed = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": \"*\",\n      \"Resource\": \"*\"\n    }\n  ]\n}";
        assert_eq!(at(listed), [(3, 17, 8, 6)]);
        // Assumed: the second begins where the first ends.
        let two = r#"{"Statement":[{"a":{"b":[1,{}]}}, {"c":"\"}{"}],"Id":"x"}"#;
        assert_eq!(at(two), [(1, 15, 1, 33), (1, 33, 1, 47)]);
        let after = r#"{"Id":"Statement","Statement":{"a":[]},"Version":"v"}"#;
        assert_eq!(at(after), [(1, 32, 1, 39)]);
        for none in ["", "{}", r#"{"Statement":[]}"#, r#"{"Id":{"Statement":{}}}"#] {
            assert!(at(none).is_empty(), "{none}");
        }
    }
}
