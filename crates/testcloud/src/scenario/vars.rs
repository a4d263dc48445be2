//! Variables of a run: bound by the first `$name` in an expectation, put in for `$name` and `${name}` later.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

/// Names and what they stand for.
#[derive(Clone, Debug, Default)]
pub(super) struct Vars(BTreeMap<String, String>);

/// What a string of a case file is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Pattern<'t> {
    /// `*`: any value.
    Any,
    /// `$name`: the whole value.
    Name(&'t str),
    /// Text, in which `${name}` may stand.
    Text,
}

impl Vars {
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.0.insert(name.to_owned(), value.into());
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// A string with `${name}` put in and `$$` made `$`.
    pub(super) fn fill(&self, text: &str) -> Result<String, String> {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, from) = rest.split_at(at);
            out.push_str(before);
            if let Some(after) = from.strip_prefix("$$") {
                out.push('$');
                rest = after;
            } else if let Some(after) = from.strip_prefix("${") {
                let (name, after) =
                    after.split_once('}').ok_or_else(|| format!("an open ${{ in {text:?}"))?;
                out.push_str(self.bound(name)?);
                rest = after;
            } else {
                out.push('$');
                rest = &from[1..];
            }
        }
        out.push_str(rest);
        Ok(out)
    }

    /// The value of a name.
    pub(super) fn bound(&self, name: &str) -> Result<&str, String> {
        self.get(name).ok_or_else(|| format!("${name} is not bound yet"))
    }

    /// A string of an input: `$name` as a whole, or `${name}` within it.
    pub(super) fn fill_text(&self, text: &str) -> Result<String, String> {
        match pattern(text) {
            Pattern::Name(name) => self.bound(name).map(str::to_owned),
            _ => self.fill(text),
        }
    }

    /// An input with all variables put in.
    pub(super) fn fill_value(&self, value: &Value) -> Result<Value, String> {
        Ok(match value {
            Value::String(text) => Value::String(self.fill_text(text)?),
            Value::Array(items) => {
                Value::Array(items.iter().map(|v| self.fill_value(v)).collect::<Result<_, _>>()?)
            }
            Value::Object(members) => {
                let mut out = Map::new();
                for (name, value) in members {
                    out.insert(self.fill(name)?, self.fill_value(value)?);
                }
                Value::Object(out)
            }
            other => other.clone(),
        })
    }
}

/// Reads a string of a case file.
pub(super) fn pattern(text: &str) -> Pattern<'_> {
    if text == "*" {
        return Pattern::Any;
    }
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && !name.starts_with(|c: char| c.is_ascii_digit())
    };
    text.strip_prefix('$').filter(is_name).map_or(Pattern::Text, Pattern::Name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings() {
        let mut vars = Vars::default();
        vars.set("url", "http://h/q");
        for (text, expected) in [
            ("plain", Ok("plain")),
            ("${url}/x", Ok("http://h/q/x")),
            ("$$url costs 5$", Ok("$url costs 5$")),
            ("${none}", Err("$none is not bound yet")),
            ("${open", Err("an open ${ in \"${open\"")),
        ] {
            let filled = vars.fill(text);
            assert_eq!(filled.as_deref().map_err(String::as_str), expected, "{text}");
        }
        assert_eq!(pattern("*"), Pattern::Any);
        assert_eq!(pattern("$url"), Pattern::Name("url"));
        assert_eq!(pattern("$1"), Pattern::Text);
        assert_eq!(pattern("$url/x"), Pattern::Text);
    }
}
