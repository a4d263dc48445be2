//! Expressions of queries: fields, numbers, texts, functions, and what joins them.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-operations-functions.html>

use regex::bytes::{Regex, RegexBuilder};

use super::QueryError;
use super::lexer::{Piece, Token};

/// Expressions within each other.
const MAX_DEPTH: usize = 48;
/// Operators of a query: those in a row are within each other, too.
const MAX_OPERATORS: usize = 500;
/// Bytes of a compiled regular expression.
const MAX_COMPILED: usize = 1024 * 1024;

/// An expression.
#[derive(Clone, Debug)]
pub(crate) enum Expr {
    Field(String),
    Number(f64),
    /// Milliseconds.
    Duration(f64),
    Text(String),
    Regex(Regex),
    /// A sign or a word between two.
    Two(&'static str, Box<Expr>, Box<Expr>),
    Not(Box<Expr>),
    Minus(Box<Expr>),
    In(Box<Expr>, Vec<Expr>),
    Call(String, Vec<Expr>),
}

/// Pieces of a query, read one after the other.
pub(crate) struct Pieces<'q> {
    pub(crate) text: &'q str,
    pub(crate) all: &'q [Piece],
    pub(crate) at: usize,
    depth: usize,
    operators: usize,
}

const COMPARISONS: [&str; 7] = ["=", "!=", "<=", ">=", "<", ">", "=~"];

impl<'q> Pieces<'q> {
    pub(crate) fn new(text: &'q str, all: &'q [Piece]) -> Pieces<'q> {
        Pieces { text, all, at: 0, depth: 0, operators: 0 }
    }

    pub(crate) fn peek(&self) -> Option<&'q Token> {
        self.all.get(self.at).map(|piece| &piece.token)
    }

    pub(crate) fn fail<T>(&self, expected: &str) -> Result<T, QueryError> {
        let (start, end) = match self.all.get(self.at) {
            Some(piece) => (piece.start, piece.end),
            None => (self.text.len(), self.text.len()),
        };
        let found = self.text.get(start..end).filter(|text| !text.is_empty()).unwrap_or("the end");
        let found: String = found.chars().take(100).collect();
        let message = format!("unexpected symbol found {found}: {expected}");
        Err(QueryError { message, start, end })
    }

    pub(crate) fn sign(&mut self, sign: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Sign(own)) if *own == sign);
        self.at += usize::from(found);
        found
    }

    pub(crate) fn word(&mut self, word: &str) -> bool {
        let found = matches!(self.peek(), Some(Token::Word(own)) if own.eq_ignore_ascii_case(word));
        self.at += usize::from(found);
        found
    }

    pub(crate) fn require(&mut self, sign: &'static str) -> Result<(), QueryError> {
        if self.sign(sign) { Ok(()) } else { self.fail(&format!("expected {sign}")) }
    }

    /// A field's name.
    pub(crate) fn name(&mut self) -> Result<String, QueryError> {
        match self.peek() {
            Some(Token::Word(name) | Token::Quoted(name)) => {
                self.at += 1;
                Ok(name.clone())
            }
            _ => self.fail("expected a field"),
        }
    }

    /// The text from the piece at `from` up to here, as it was written.
    pub(crate) fn written(&self, from: usize) -> String {
        let start = self.all.get(from).map_or(0, |piece| piece.start);
        let end =
            self.at.checked_sub(1).and_then(|at| self.all.get(at)).map_or(0, |piece| piece.end);
        let text = self.text.get(start..end).unwrap_or_default();
        text.trim_matches('`').to_owned()
    }

    pub(crate) fn expression(&mut self) -> Result<Expr, QueryError> {
        self.deeper(Self::or)
    }

    fn deeper(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<Expr, QueryError>,
    ) -> Result<Expr, QueryError> {
        if self.depth >= MAX_DEPTH {
            return self.fail("expressions are nested too deep");
        }
        self.depth += 1;
        let read = read(self);
        self.depth -= 1;
        read
    }

    /// What operators of the same rank join, from left to right.
    fn binary(
        &mut self,
        operators: &[&'static str],
        operand: fn(&mut Self) -> Result<Expr, QueryError>,
    ) -> Result<Expr, QueryError> {
        let mut left = operand(self)?;
        while let Some(operator) = operators.iter().find(|o| self.sign(o) || self.word(o)) {
            self.operators += 1;
            if self.operators > MAX_OPERATORS {
                return self.fail("a query has too many operators");
            }
            left = Expr::Two(operator, Box::new(left), Box::new(operand(self)?));
        }
        Ok(left)
    }

    fn or(&mut self) -> Result<Expr, QueryError> {
        self.binary(&["or"], Self::and)
    }

    fn and(&mut self) -> Result<Expr, QueryError> {
        self.binary(&["and"], Self::not)
    }

    fn not(&mut self) -> Result<Expr, QueryError> {
        match self.word("not") {
            true => self.deeper(|pieces| Ok(Expr::Not(Box::new(pieces.not()?)))),
            false => self.comparison(),
        }
    }

    fn sum(&mut self) -> Result<Expr, QueryError> {
        self.binary(&["+", "-"], Self::product)
    }

    fn product(&mut self) -> Result<Expr, QueryError> {
        self.binary(&["*", "/", "%"], Self::power)
    }

    fn power(&mut self) -> Result<Expr, QueryError> {
        self.binary(&["^"], Self::one)
    }

    fn comparison(&mut self) -> Result<Expr, QueryError> {
        let left = self.sum()?;
        if let Some(sign) = COMPARISONS.into_iter().find(|sign| self.sign(sign)) {
            let sign = if sign == "=~" { "like" } else { sign };
            return Ok(Expr::Two(sign, Box::new(left), Box::new(self.sum()?)));
        }
        let negated = self.word("not");
        let found = if self.word("like") {
            Expr::Two("like", Box::new(left), Box::new(self.sum()?))
        } else if self.word("in") {
            self.require("[")?;
            let all = self.list("]")?;
            Expr::In(Box::new(left), all)
        } else if negated {
            return self.fail("expected like or in");
        } else {
            return Ok(left);
        };
        Ok(if negated { Expr::Not(Box::new(found)) } else { found })
    }

    /// Expressions between commas, up to a sign.
    fn list(&mut self, end: &'static str) -> Result<Vec<Expr>, QueryError> {
        let mut all = Vec::new();
        if self.sign(end) {
            return Ok(all);
        }
        loop {
            all.push(self.expression()?);
            if !self.sign(",") {
                self.require(end)?;
                return Ok(all);
            }
        }
    }

    fn one(&mut self) -> Result<Expr, QueryError> {
        let Some(token) = self.peek() else { return self.fail("expected an expression") };
        self.at += 1;
        match token {
            Token::Number(value, unit) if unit.is_empty() => Ok(Expr::Number(*value)),
            Token::Number(value, unit) => match duration(unit) {
                Some(millis) => Ok(Expr::Duration(value * millis)),
                None => self.back("an unknown unit of time"),
            },
            Token::Text(text) => Ok(Expr::Text(text.clone())),
            Token::Regex(text) => match compile(text) {
                Some(regex) => Ok(Expr::Regex(regex)),
                None => self.back("an invalid regular expression"),
            },
            Token::Quoted(name) => Ok(Expr::Field(name.clone())),
            Token::Sign("(") => {
                let inner = self.expression()?;
                self.require(")")?;
                Ok(inner)
            }
            Token::Sign("-") => self.deeper(|pieces| Ok(Expr::Minus(Box::new(pieces.one()?)))),
            Token::Word(name) if self.sign("(") => {
                // A star for all events.
                if self.sign("*") {
                    self.require(")")?;
                    return Ok(Expr::Call(name.to_ascii_lowercase(), Vec::new()));
                }
                let arguments = self.list(")")?;
                Ok(Expr::Call(name.to_ascii_lowercase(), arguments))
            }
            Token::Word(name) => Ok(Expr::Field(name.clone())),
            Token::Sign(_) => self.back("expected an expression"),
        }
    }

    fn back<T>(&mut self, expected: &str) -> Result<T, QueryError> {
        self.at -= 1;
        self.fail(expected)
    }
}

/// A regular expression of a bounded size, matched in linear time.
pub(crate) fn compile(text: &str) -> Option<Regex> {
    let mut builder = RegexBuilder::new(text);
    builder.unicode(false).size_limit(MAX_COMPILED).dfa_size_limit(MAX_COMPILED).nest_limit(48);
    builder.build().ok()
}

/// Milliseconds of a unit of time.
fn duration(unit: &str) -> Option<f64> {
    Some(match unit {
        "ms" | "msec" => 1.0,
        "s" | "sec" => 1_000.0,
        "m" | "min" => 60_000.0,
        "h" | "hr" => 3_600_000.0,
        "d" => 86_400_000.0,
        "w" => 7.0 * 86_400_000.0,
        _ => return None,
    })
}
