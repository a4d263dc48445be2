//! Lines and words of the schema text, with the line number for errors.

use super::{Result, TextError};

/// Walks the lines of a text.
pub(super) struct Lines {
    rest: &'static str,
    number: usize,
}

/// A line at the margin: its first word and the rest.
pub(super) struct Top {
    pub(super) head: &'static str,
    pub(super) rest: &'static str,
}

/// One word after the fixed ones: `name` or `name=value`.
pub(super) struct Attr {
    pub(super) name: &'static str,
    pub(super) value: Option<&'static str>,
}

impl Lines {
    pub(super) fn new(text: &'static str) -> Lines {
        Lines { rest: text, number: 0 }
    }

    pub(super) fn error(&self, what: impl Into<String>) -> TextError {
        TextError::at(self.number, what)
    }

    /// The next line, whatever it is.
    pub(super) fn next_raw(&mut self) -> Option<&'static str> {
        if self.rest.is_empty() {
            return None;
        }
        self.number += 1;
        let line = match memchr::memchr(b'\n', self.rest.as_bytes()) {
            Some(end) => {
                let line = &self.rest[..end];
                self.rest = &self.rest[end + 1..];
                line
            }
            None => std::mem::take(&mut self.rest),
        };
        Some(line)
    }

    /// The next line, which must stand at the margin.
    pub(super) fn next_top(&mut self) -> Result<Option<Top>> {
        let Some(line) = self.next_raw() else { return Ok(None) };
        match line.split_once(' ') {
            Some((head, rest)) if !head.is_empty() => Ok(Some(Top { head, rest })),
            _ => Err(self.error("expected an operation or a shape")),
        }
    }

    /// The next line if it is indented, without its indent.
    pub(super) fn next_indented(&mut self) -> Option<&'static str> {
        if !self.rest.starts_with(' ') {
            return None;
        }
        self.next_raw().map(|line| &line[1..])
    }

    /// The next word of `rest`, which must be there.
    pub(super) fn word(&self, rest: &mut &'static str, what: &str) -> Result<&'static str> {
        match next_word(rest) {
            Some(word) if !word.is_empty() => Ok(word),
            _ => Err(self.error(format!("no {what}"))),
        }
    }

    /// The value of an attribute that needs one.
    pub(super) fn value(&self, attr: &Attr) -> Result<&'static str> {
        attr.value.ok_or_else(|| self.error(format!("`{}` needs a value", attr.name)))
    }

    /// The value of an attribute that is a number.
    pub(super) fn number<T: std::str::FromStr>(&self, attr: &Attr) -> Result<T> {
        let text = self.value(attr)?;
        text.parse().map_err(|_| self.error(format!("`{}={text}` is no number", attr.name)))
    }

    /// The error for an attribute that the grammar does not have here.
    pub(super) fn unknown(&self, attr: &Attr) -> TextError {
        self.error(format!("unknown attribute `{}`", attr.name))
    }
}

fn next_word(rest: &mut &'static str) -> Option<&'static str> {
    if rest.is_empty() {
        return None;
    }
    let (word, after) = match memchr::memchr(b' ', rest.as_bytes()) {
        Some(end) => (&rest[..end], &rest[end + 1..]),
        None => (*rest, ""),
    };
    *rest = after;
    Some(word)
}

/// The next attribute of `rest`, if there is one.
pub(super) fn next_attr(rest: &mut &'static str) -> Option<Attr> {
    let word = next_word(rest)?;
    Some(match word.split_once('=') {
        Some((name, value)) => Attr { name, value: Some(value) },
        None => Attr { name: word, value: None },
    })
}
