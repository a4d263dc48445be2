//! The parser's state, and the pieces that all statements have: names, paths, expected words.

use super::lexer::{Place, Token};
use super::{Parsed, StatementError, not_well_formed};
use crate::expression::{Path, PathPart};
use crate::value::Value;

/// How deep parentheses, lists and maps may lie in each other.
const MAX_NESTING: usize = 64;

pub(super) struct Parser {
    tokens: Vec<(Token, Place)>,
    at: usize,
    /// The way to the literal that is read: errors of numbers tell it.
    trail: String,
    parameters: std::vec::IntoIter<Value>,
    depth: usize,
}

impl Parser {
    pub(super) fn new(tokens: Vec<(Token, Place)>, parameters: Vec<Value>) -> Parser {
        Parser { tokens, at: 0, trail: String::new(), parameters: parameters.into_iter(), depth: 0 }
    }

    pub(super) fn peek(&self) -> &Token {
        self.tokens.get(self.at).map_or(&Token::End, |(token, _)| token)
    }

    pub(super) fn peek_second(&self) -> &Token {
        self.tokens.get(self.at + 1).map_or(&Token::End, |(token, _)| token)
    }

    /// Where the token stands that comes next.
    pub(super) fn place(&self) -> Place {
        self.tokens.get(self.at).map(|(_, place)| *place).unwrap_or_default()
    }

    /// Reads something that lies in the literal around it, a step further.
    pub(super) fn step_in<T>(
        &mut self,
        step: &str,
        read: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        let len = self.trail.len();
        self.trail.push_str(step);
        let out = read(self);
        self.trail.truncate(len);
        out
    }

    pub(super) fn trail(&self) -> &str {
        &self.trail
    }

    pub(super) fn next(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    pub(super) fn unexpected(&self) -> StatementError {
        not_well_formed(match self.peek() {
            Token::End => "unexpected end of the statement".to_owned(),
            Token::Word(word) => format!("unexpected term '{word}'"),
            Token::Quoted(name) => format!("unexpected term '\"{name}\"'"),
            Token::Text(text) => format!("unexpected term ''{text}''"),
            Token::Number(number) => format!("unexpected term '{number}'"),
            Token::Parameter => "unexpected term '?'".to_owned(),
            Token::Sign(sign) => format!("unexpected term '{sign}'"),
        })
    }

    pub(super) fn at_keyword(&self, keyword: &str) -> bool {
        matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    pub(super) fn take_keyword(&mut self, keyword: &str) -> bool {
        let there = self.at_keyword(keyword);
        self.at += usize::from(there);
        there
    }

    pub(super) fn expect_keyword(&mut self, keyword: &str) -> Parsed<()> {
        if self.take_keyword(keyword) { Ok(()) } else { Err(self.unexpected()) }
    }

    pub(super) fn at_sign(&self, sign: &str) -> bool {
        matches!(self.peek(), Token::Sign(found) if *found == sign)
    }

    pub(super) fn take_sign(&mut self, sign: &str) -> bool {
        let there = self.at_sign(sign);
        self.at += usize::from(there);
        there
    }

    pub(super) fn expect_sign(&mut self, sign: &str) -> Parsed<()> {
        if self.take_sign(sign) { Ok(()) } else { Err(self.unexpected()) }
    }

    /// Nothing follows but a semicolon, and every parameter was used.
    pub(super) fn end(&mut self) -> Parsed<()> {
        self.take_sign(";");
        if *self.peek() != Token::End {
            return Err(leftover());
        }
        if self.parameters.len() > 0 {
            return Err(parameters_do_not_match());
        }
        Ok(())
    }

    pub(super) fn parameter(&mut self) -> Parsed<Value> {
        self.at += 1;
        self.parameters.next().ok_or_else(parameters_do_not_match)
    }

    pub(super) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<T> {
        self.depth += 1;
        if self.depth > MAX_NESTING {
            return Err(not_well_formed("it is nested too deep"));
        }
        let out = read(self);
        self.depth -= 1;
        out
    }

    pub(super) fn list<T>(&mut self, read: impl Fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut out = vec![read(self)?];
        while self.take_sign(",") {
            out.push(read(self)?);
        }
        Ok(out)
    }

    pub(super) fn name(&mut self) -> Parsed<String> {
        match self.peek() {
            Token::Word(_) | Token::Quoted(_) => match self.next() {
                Token::Word(name) | Token::Quoted(name) => Ok(name),
                _ => Err(self.unexpected()),
            },
            _ => Err(self.unexpected()),
        }
    }

    pub(super) fn path(&mut self) -> Parsed<Path> {
        let mut path = Path::attribute(self.name()?);
        loop {
            if self.take_sign(".") {
                path.rest.push(PathPart::Name(self.name()?));
            } else if self.take_sign("[") {
                path.rest.push(match self.next() {
                    Token::Number(digits) => {
                        let index = digits.parse().map_err(|_| {
                            StatementError(format!(
                                "List index is not within the allowable range; index: [{digits}]"
                            ))
                        })?;
                        PathPart::Index(index)
                    }
                    Token::Text(name) => PathPart::Name(name),
                    _ => return Err(not_well_formed("a path has no such step")),
                });
                self.expect_sign("]")?;
            } else {
                return Ok(path);
            }
        }
    }

    /// A table, and an index of it.
    pub(super) fn source(&mut self) -> Parsed<(String, Option<String>)> {
        let table = self.name()?;
        let index = if self.take_sign(".") { Some(self.name()?) } else { None };
        if self.at_sign(".") {
            return Err(StatementError(
                "A path may contain at most 2 components in the FROM clause".to_owned(),
            ));
        }
        Ok((table, index))
    }
}

/// Something stands behind what could have been the end.
pub(super) fn leftover() -> StatementError {
    not_well_formed("Unexpected token after expression")
}

fn parameters_do_not_match() -> StatementError {
    StatementError("Number of parameters in request and statement don't match.".to_owned())
}
