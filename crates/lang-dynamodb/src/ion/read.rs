//! Reads the line of an item in Ion text: `$ion_1_0 {Item:{...}}`. What has no counterpart in DynamoDB (timestamps, clobs,
//! symbols as values, s-expressions, annotations but those of sets) is refused.
//! Ref: <https://amazon-ion.github.io/ion-docs/docs/spec.html>

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::number::Number;
use crate::value::{Item, MAX_DEPTH, Value};

/// Why a text is no item.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what} at byte {at}")]
pub struct IonError {
    what: String,
    /// Where, from the line's beginning.
    at: usize,
}

/// The item in one line.
pub fn read_item(line: &str) -> Result<Item, IonError> {
    let outer = read_struct(line)?;
    match outer.into_iter().find(|(name, _)| name == "Item") {
        Some((_, Value::M(item))) => Ok(item),
        _ => Reader { text: line, at: line.len() }.fail("there is no struct `Item`"),
    }
}

/// The members of the one struct in a text.
pub fn read_struct(text: &str) -> Result<Item, IonError> {
    let mut reader = Reader { text, at: 0 };
    reader.skip_blank()?;
    if reader.rest().starts_with("$ion_1_0") {
        reader.at += "$ion_1_0".len();
    }
    let outer = match reader.value(0)? {
        Value::M(outer) => outer,
        other => return reader.fail(&format!("expected a struct and found {}", other.type_name())),
    };
    reader.skip_blank()?;
    if !reader.rest().is_empty() {
        return reader.fail("a line has one item");
    }
    Ok(outer)
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Reader<'t> {
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn fail<T>(&self, what: &str) -> Result<T, IonError> {
        Err(IonError { what: what.to_owned(), at: self.at })
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Result<char, IonError> {
        let Some(found) = self.peek() else { return self.fail("unexpected end") };
        self.at += found.len_utf8();
        Ok(found)
    }

    fn eat(&mut self, token: &str) -> bool {
        let there = self.rest().starts_with(token);
        if there {
            self.at += token.len();
        }
        there
    }

    fn expect(&mut self, token: &str) -> Result<(), IonError> {
        self.skip_blank()?;
        if self.eat(token) { Ok(()) } else { self.fail(&format!("expected `{token}`")) }
    }

    /// White space and comments.
    fn skip_blank(&mut self) -> Result<(), IonError> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            if self.eat("//") {
                self.at += self.rest().find('\n').unwrap_or(self.rest().len());
            } else if self.eat("/*") {
                let Some(end) = self.rest().find("*/") else {
                    return self.fail("a comment does not end");
                };
                self.at += end + 2;
            } else {
                return Ok(());
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, IonError> {
        // The line's own struct, and the item, are no levels of its values.
        if depth > MAX_DEPTH + 2 {
            return self.fail("values are nested too deeply");
        }
        self.skip_blank()?;
        let rest = self.rest();
        match self.peek() {
            Some('{') if rest.starts_with("{{") => self.blob().map(Value::B),
            Some('{') => self.fields(depth),
            Some('[') => self.list(depth).map(Value::L),
            Some('"') => self.quoted('"').map(Value::S),
            Some('\'') if rest.starts_with("'''") => self.long_string().map(Value::S),
            Some(c) if c.is_ascii_digit() || matches!(c, '-' | '+') => self.number(),
            Some('\'') => self.symbol_value(depth),
            Some(c) if is_letter(c) => self.symbol_value(depth),
            Some(_) => self.fail("unexpected character"),
            None => self.fail("unexpected end"),
        }
    }

    fn fields(&mut self, depth: usize) -> Result<Value, IonError> {
        self.expect("{")?;
        let mut entries = Vec::new();
        loop {
            self.skip_blank()?;
            if self.eat("}") {
                return Ok(Value::M(Item::from_entries(entries)));
            }
            if !entries.is_empty() {
                self.expect(",")?;
                self.skip_blank()?;
                // A comma may stand behind the last.
                if self.eat("}") {
                    return Ok(Value::M(Item::from_entries(entries)));
                }
            }
            let name = self.field_name()?;
            self.expect(":")?;
            entries.push((name, self.value(depth + 1)?));
        }
    }

    fn field_name(&mut self) -> Result<String, IonError> {
        match self.peek() {
            Some('"') => self.quoted('"'),
            Some('\'') if self.rest().starts_with("'''") => self.long_string(),
            Some('\'') => self.quoted('\''),
            _ => self.identifier(),
        }
    }

    fn identifier(&mut self) -> Result<String, IonError> {
        let rest = self.rest();
        let len = rest.find(|c| !is_letter(c) && !c.is_ascii_digit()).unwrap_or(rest.len());
        let word = &rest[..len];
        if !word.starts_with(is_letter) || super::is_numbered(word) {
            return self.fail("expected a name");
        }
        self.at += len;
        Ok(word.to_owned())
    }

    fn list(&mut self, depth: usize) -> Result<Vec<Value>, IonError> {
        self.expect("[")?;
        let mut parts = Vec::new();
        loop {
            self.skip_blank()?;
            if self.eat("]") {
                return Ok(parts);
            }
            if !parts.is_empty() {
                self.expect(",")?;
                self.skip_blank()?;
                if self.eat("]") {
                    return Ok(parts);
                }
            }
            parts.push(self.value(depth + 1)?);
        }
    }

    /// `null`, `true`, `false`, or the annotation of a set.
    fn symbol_value(&mut self, depth: usize) -> Result<Value, IonError> {
        let quoted = self.peek() == Some('\'');
        let word = if quoted { self.quoted('\'')? } else { self.identifier()? };
        if self.eat("::") {
            return self.set(&word, depth);
        }
        match word.as_str() {
            "true" if !quoted => Ok(Value::Bool(true)),
            "false" if !quoted => Ok(Value::Bool(false)),
            "null" if !quoted => {
                // `null.string` and the like.
                if self.eat(".") {
                    self.identifier()?;
                }
                Ok(Value::Null)
            }
            _ => self.fail(&format!("the symbol {word} is no value of DynamoDB")),
        }
    }

    fn set(&mut self, annotation: &str, depth: usize) -> Result<Value, IonError> {
        let kind = match annotation {
            "$dynamodb_SS" => "S",
            "$dynamodb_NS" => "N",
            "$dynamodb_BS" => "B",
            _ => return self.fail(&format!("the annotation {annotation} is not known")),
        };
        self.skip_blank()?;
        let parts = self.list(depth)?;
        if parts.iter().any(|part| part.type_name() != kind) {
            return self.fail("a set has values of one type");
        }
        let (mut texts, mut numerals, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for part in parts {
            match part {
                Value::S(text) => texts.push(text),
                Value::N(number) => numerals.push(number.to_string()),
                Value::B(part) => bytes.push(part),
                _ => {}
            }
        }
        let set = match kind {
            "S" => Value::string_set(&texts),
            "N" => Value::number_set(&numerals),
            _ => Value::binary_set(&bytes),
        };
        set.or_else(|error| self.fail(&error.to_string()))
    }

    /// An integer, a decimal or a float.
    fn number(&mut self) -> Result<Value, IonError> {
        let rest = self.rest();
        let in_number = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+');
        let token = &rest[..rest.find(|c| !in_number(c)).unwrap_or(rest.len())];
        let plain: String = token
            .chars()
            .filter(|c| *c != '_')
            .map(|c| if matches!(c, 'd' | 'D') { 'e' } else { c })
            .collect();
        match Number::parse(&plain) {
            Ok(number) => {
                self.at += token.len();
                Ok(Value::N(number))
            }
            Err(error) => self.fail(&error.to_string()),
        }
    }

    fn blob(&mut self) -> Result<Bytes, IonError> {
        self.expect("{{")?;
        let Some(end) = self.rest().find("}}") else { return self.fail("a blob does not end") };
        let text: String = self.rest()[..end].split_whitespace().collect();
        match STANDARD.decode(text) {
            Ok(bytes) => {
                self.at += end + 2;
                Ok(bytes.into())
            }
            Err(_) => self.fail("a blob is not base64"),
        }
    }

    /// A string in `"`, or a symbol in `'`.
    fn quoted(&mut self, quote: char) -> Result<String, IonError> {
        self.next()?;
        let mut out = String::new();
        loop {
            match self.next()? {
                c if c == quote => return Ok(out),
                '\\' => self.escape(&mut out)?,
                c => out.push(c),
            }
        }
    }

    /// `'''one''' '''two'''`.
    fn long_string(&mut self) -> Result<String, IonError> {
        let mut out = String::new();
        while self.eat("'''") {
            while !self.eat("'''") {
                match self.next()? {
                    '\\' => self.escape(&mut out)?,
                    c => out.push(c),
                }
            }
            self.skip_blank()?;
        }
        Ok(out)
    }

    fn escape(&mut self, out: &mut String) -> Result<(), IonError> {
        let plain = match self.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '0' => '\0',
            'a' => '\u{7}',
            'b' => '\u{8}',
            'f' => '\u{c}',
            'v' => '\u{b}',
            '\n' => return Ok(()),
            c @ ('"' | '\'' | '\\' | '/' | '?') => c,
            'x' => self.code_point(2)?,
            'u' => self.code_point(4)?,
            'U' => self.code_point(8)?,
            _ => return self.fail("unknown escape"),
        };
        out.push(plain);
        Ok(())
    }

    fn code_point(&mut self, digits: usize) -> Result<char, IonError> {
        let high = self.hex(digits)?;
        let code = match high {
            0xd800..0xdc00 if self.eat("\\u") => match self.hex(4)? {
                low @ 0xdc00..0xe000 => 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00),
                _ => return self.fail("half a surrogate pair"),
            },
            code => code,
        };
        char::from_u32(code).map_or_else(|| self.fail("no character has this code"), Ok)
    }

    fn hex(&mut self, digits: usize) -> Result<u32, IonError> {
        let code = self.rest().get(..digits).filter(|t| t.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = code.and_then(|text| u32::from_str_radix(text, 16).ok());
        let Some(code) = code else { return self.fail("a code has hexadecimal digits") };
        self.at += digits;
        Ok(code)
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || c == '_' || c == '$'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let number = |text| Number::parse(text).unwrap();
        let item: Item = [
            ("Ss", Value::Ss(vec!["a".into(), "b".into()])),
            ("b", Value::B(Bytes::from_static(b"\0\xff"))),
            ("bs", Value::Bs(vec![Bytes::from_static(b"x")])),
            ("odd name's", Value::S("8.5 x \"11\"\n\u{1}\\ häh 🙂".to_owned())),
            ("f", Value::Bool(false)),
            ("list", Value::L(vec![Value::Null, Value::M(Item::new())])),
            ("ns", Value::Ns(vec![number("-1"), number("2.5")])),
            ("n", Value::N(number("600"))),
            ("small", Value::N(number("1e-130"))),
        ]
        .into_iter()
        .collect();
        let mut line = "$ion_1_0 {Item:".to_owned();
        crate::ion::push_item(&mut line, &item);
        line.push('}');
        assert_eq!(read_item(&line), Ok(item));
    }

    #[test]
    fn other_ways_to_write_it() {
        let item: Item = [
            ("a", Value::N(Number::from_i64(1200))),
            ("b", Value::S("one two".to_owned())),
            ("c", Value::S("é🙂".to_owned())),
            ("d", Value::Null),
        ]
        .into_iter()
        .collect();
        let line = r#" { /* of one */ 'Item' : { "a" : 1_2e2 , b: '''one''' ''' two''', c:"\xe9\ud83d\ude42", d: null.string, } } // end"#;
        assert_eq!(read_item(line), Ok(item));
    }

    #[test]
    fn what_is_no_item() {
        for (line, what) in [
            ("", "unexpected end"),
            ("{Item:{}", "expected `,`"),
            ("[1]", "expected a struct and found L"),
            ("{item:{}}", "there is no struct `Item`"),
            ("{Item:{}} {Item:{}}", "a line has one item"),
            ("{Item:{a:word}}", "the symbol word is no value of DynamoDB"),
            ("{Item:{a:x::1}}", "the annotation x is not known"),
            ("{Item:{a:$dynamodb_SS::[1]}}", "a set has values of one type"),
            ("{Item:{a:{{=}}}}", "a blob is not base64"),
            ("{Item:{a:{{AA==}}", "expected `,`"),
            ("{Item:{a:\"\\uZZZZ\"}}", "a code has hexadecimal digits"),
            ("{Item:{a:(1 2)}}", "unexpected character"),
            ("{Item:{$1:1}}", "expected a name"),
        ] {
            let error = read_item(line).expect_err(line);
            assert_eq!(error.what, what, "{line}");
        }
        let deep = format!("{{Item:{{a:{}", "[".repeat(100_000));
        assert_eq!(read_item(&deep).expect_err("deep").what, "values are nested too deeply");
        let timestamp = read_item("{Item:{a:2020-01-01T}}").expect_err("a timestamp");
        assert!(timestamp.to_string().contains("numeric"), "{timestamp}");
    }
}
