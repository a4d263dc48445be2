//! JSON with places: every value and every name knows where in the text it stands, so that findings can point at it.
//! Depth and size are bounded; what is no JSON says where it ends to be so.
//! Ref: <https://www.rfc-editor.org/rfc/rfc8259>

/// From and to, in characters of the text; the end is just behind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// A value and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    pub(crate) span: Span,
    pub(crate) value: Json,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) name_span: Span,
    pub(crate) node: Node,
}

/// Where a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SyntaxError(pub(crate) usize);

/// Objects and lists within each other.
const MAX_DEPTH: usize = 32;

impl Node {
    pub(crate) fn text(&self) -> Option<&str> {
        match &self.value {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn members(&self) -> &[Member] {
        match &self.value {
            Json::Object(members) => members,
            _ => &[],
        }
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Member> {
        self.members().iter().find(|member| member.name == name)
    }
}

/// Reads one JSON text.
pub(crate) fn parse(text: &str) -> Result<Node, SyntaxError> {
    let chars: Vec<char> = text.chars().collect();
    let mut reader = Reader { chars: &chars, at: 0 };
    let node = reader.value(0)?;
    reader.space();
    if reader.at == chars.len() { Ok(node) } else { Err(SyntaxError(reader.at)) }
}

struct Reader<'c> {
    chars: &'c [char],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\r' | '\n')) {
            self.at += 1;
        }
    }

    fn expect(&mut self, wanted: char) -> Result<(), SyntaxError> {
        if self.peek() == Some(wanted) {
            self.at += 1;
            return Ok(());
        }
        Err(SyntaxError(self.at))
    }

    fn value(&mut self, depth: usize) -> Result<Node, SyntaxError> {
        self.space();
        let start = self.at;
        if depth > MAX_DEPTH {
            return Err(SyntaxError(start));
        }
        let value = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => self.list(depth)?,
            Some('"') => Json::Text(self.string()?),
            Some('-' | '0'..='9') => Json::Number(self.number()?),
            Some('t') => self.word("true", Json::Bool(true))?,
            Some('f') => self.word("false", Json::Bool(false))?,
            Some('n') => self.word("null", Json::Null)?,
            _ => return Err(SyntaxError(start)),
        };
        Ok(Node { span: Span { start, end: self.at }, value })
    }

    fn word(&mut self, word: &str, value: Json) -> Result<Json, SyntaxError> {
        for wanted in word.chars() {
            self.expect(wanted)?;
        }
        Ok(value)
    }

    fn number(&mut self) -> Result<String, SyntaxError> {
        let start = self.at;
        while matches!(self.peek(), Some('-' | '+' | '.' | 'e' | 'E' | '0'..='9')) {
            self.at += 1;
        }
        let text: String = self.chars[start..self.at].iter().collect();
        let padded = text.trim_start_matches('-');
        let zeros = padded.len() > 1 && padded.starts_with('0') && !padded.starts_with("0.");
        if zeros || text.parse::<f64>().is_err() {
            return Err(SyntaxError(start));
        }
        Ok(text)
    }

    fn string(&mut self) -> Result<String, SyntaxError> {
        self.expect('"')?;
        let mut text = String::new();
        loop {
            let at = self.at;
            let Some(character) = self.peek() else { return Err(SyntaxError(at)) };
            self.at += 1;
            match character {
                '"' => return Ok(text),
                '\\' => text.push(self.escape()?),
                control if (control as u32) < 0x20 => return Err(SyntaxError(at)),
                other => text.push(other),
            }
        }
    }

    fn escape(&mut self) -> Result<char, SyntaxError> {
        let at = self.at;
        let character = self.peek().ok_or(SyntaxError(at))?;
        self.at += 1;
        Ok(match character {
            '"' | '\\' | '/' => character,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => {
                let first = self.unit()?;
                if !(0xd800..0xdc00).contains(&first) {
                    return char::from_u32(first).ok_or(SyntaxError(at));
                }
                self.expect('\\')?;
                self.expect('u')?;
                let second = self.unit()?.wrapping_sub(0xdc00);
                let code = 0x10000 + ((first - 0xd800) << 10) + second;
                (second < 0x400).then(|| char::from_u32(code)).flatten().ok_or(SyntaxError(at))?
            }
            _ => return Err(SyntaxError(at)),
        })
    }

    fn unit(&mut self) -> Result<u32, SyntaxError> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.peek().and_then(|c| c.to_digit(16)).ok_or(SyntaxError(self.at))?;
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn list(&mut self, depth: usize) -> Result<Json, SyntaxError> {
        self.expect('[')?;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(Json::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.space();
            if self.peek() == Some(',') {
                self.at += 1;
                continue;
            }
            self.expect(']')?;
            return Ok(Json::List(items));
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json, SyntaxError> {
        self.expect('{')?;
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            let start = self.at;
            let name = self.string()?;
            let name_span = Span { start, end: self.at };
            self.space();
            self.expect(':')?;
            let node = self.value(depth + 1)?;
            members.push(Member { name, name_span, node });
            self.space();
            if self.peek() == Some(',') {
                self.at += 1;
                continue;
            }
            self.expect('}')?;
            return Ok(Json::Object(members));
        }
    }
}

/// Where lines begin, to tell places.
pub(crate) struct Lines(Vec<usize>);

impl Lines {
    pub(crate) fn of(text: &str) -> Lines {
        let ends = text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at + 1);
        Lines([0].into_iter().chain(ends).collect())
    }

    /// Line from 1, column from 0.
    pub(crate) fn place(&self, offset: usize) -> (usize, usize) {
        let line = self.0.partition_point(|start| *start <= offset);
        let start = self.0.get(line.saturating_sub(1)).copied().unwrap_or_default();
        (line.max(1), offset - start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_places() {
        let text = "{\n  \"a\": [1, \"é\\u0041\"],\n  \"b\": true\n}";
        let node = parse(text).expect("JSON");
        assert_eq!(node.span, Span { start: 0, end: 38 });
        let a = node.member("a").expect("a");
        assert_eq!(a.name_span, Span { start: 4, end: 7 });
        let Json::List(items) = &a.node.value else { panic!("a list") };
        assert_eq!(items[1].text(), Some("éA"));
        assert_eq!(items[1].span, Span { start: 13, end: 22 });
        let lines = Lines::of(text);
        assert_eq!(lines.place(0), (1, 0));
        assert_eq!(lines.place(4), (2, 2));
        assert_eq!(lines.place(37), (4, 0));
    }

    #[test]
    fn what_is_no_json() {
        let deep = "[".repeat(10_000);
        for (text, at) in [
            ("", 0),
            ("{", 1),
            ("{\"a\" 1}", 5),
            ("{\"a\": 1,}", 8),
            ("[1, ]", 4),
            ("\"abc", 4),
            ("01", 0),
            ("nul", 3),
            ("1 2", 2),
            ("\"\\x\"", 2),
            ("\"\\ud800\"", 7),
            (deep.as_str(), 33),
        ] {
            assert_eq!(parse(text), Err(SyntaxError(at)), "{text:.20}");
        }
        assert_eq!(
            parse("\"\\ud83d\\ude00\"").map(|n| n.text().map(str::to_owned)),
            Ok(Some("😀".to_owned()))
        );
    }
}
