//! Reads a pattern from left to right.

use super::regex::Expression;
use super::{MAX_REGEXES, PatternError};

/// What is left of a pattern.
pub(crate) struct Scanner<'p> {
    rest: &'p str,
    regexes: usize,
}

impl<'p> Scanner<'p> {
    pub(crate) fn new(text: &'p str) -> Scanner<'p> {
        Scanner { rest: text, regexes: 0 }
    }

    pub(crate) fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
    }

    pub(crate) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// Takes `text` when it comes next.
    pub(crate) fn take(&mut self, text: &str) -> bool {
        match self.rest.strip_prefix(text) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    /// Takes `text` after white space, or fails with `problem`.
    pub(crate) fn require(
        &mut self,
        text: &str,
        problem: &'static str,
    ) -> Result<(), PatternError> {
        self.skip_space();
        if self.take(text) { Ok(()) } else { Err(PatternError::Form(problem)) }
    }

    /// Takes a word in any case that does not go on.
    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let Some(start) = self.rest.get(..word.len()) else { return false };
        let after = &self.rest[word.len()..];
        let ends = !after.starts_with(|c: char| c.is_alphanumeric() || c == '_');
        let found = ends && start.eq_ignore_ascii_case(word);
        if found {
            self.rest = after;
        }
        found
    }

    /// Takes all characters that are wanted.
    pub(crate) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'p str {
        let end = self.rest.find(|c| !wanted(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// A text in quotes, where a backslash takes the next quote or backslash as it is.
    pub(crate) fn quoted(&mut self, quote: char) -> Result<String, PatternError> {
        let mut out = String::new();
        let mut letters = self.rest.char_indices().skip(1);
        while let Some((at, letter)) = letters.next() {
            if letter == quote {
                self.rest = &self.rest[at + letter.len_utf8()..];
                return Ok(out);
            }
            if letter == '\\' {
                match letters.next() {
                    Some((_, next)) if next == quote || next == '\\' => out.push(next),
                    Some((_, next)) => out.extend(['\\', next]),
                    None => break,
                }
                continue;
            }
            out.push(letter);
        }
        Err(PatternError::Form("a quotation mark is not closed"))
    }

    /// An expression between percent signs.
    pub(crate) fn regex(&mut self) -> Result<Expression, PatternError> {
        self.regexes += 1;
        if self.regexes > MAX_REGEXES {
            return Err(PatternError::TooManyRegexes);
        }
        let open = PatternError::Form("a percent sign is not closed");
        let inner = self.rest.strip_prefix('%').ok_or(PatternError::Form("no percent sign"))?;
        let (text, rest) = inner.split_once('%').ok_or(open)?;
        self.rest = rest;
        Expression::parse(text)
    }

    /// Nothing may follow.
    pub(crate) fn end(&mut self) -> Result<(), PatternError> {
        self.skip_space();
        if self.rest.is_empty() {
            return Ok(());
        }
        Err(PatternError::Form("something follows its end"))
    }
}
