//! Values in statements: literals, lists, maps, sets, parameters.

use super::lexer::Token;
use super::parser::Parser;
use super::{Parsed, StatementError};
use crate::number::Number;
use crate::value::{Item, Value};

impl Parser {
    /// Whether a value begins here.
    pub(super) fn at_value(&self) -> bool {
        match self.peek() {
            Token::Text(_) | Token::Number(_) | Token::Parameter => true,
            Token::Sign(sign) => ["[", "{", "<<", "-", "+"].contains(sign),
            Token::Word(word) => {
                ["TRUE", "FALSE", "NULL"].iter().any(|known| word.eq_ignore_ascii_case(known))
            }
            _ => false,
        }
    }

    pub(super) fn value(&mut self) -> Parsed<Value> {
        if *self.peek() == Token::Parameter {
            return self.parameter();
        }
        match self.next() {
            Token::Text(text) => Ok(Value::S(text)),
            Token::Number(digits) => self.number(&digits),
            Token::Sign("-") => match self.next() {
                Token::Number(digits) => self.number(&format!("-{digits}")),
                _ => Err(super::not_well_formed("a sign stands before no number")),
            },
            Token::Sign("+") => match self.next() {
                Token::Number(digits) => self.number(&digits),
                _ => Err(super::not_well_formed("a sign stands before no number")),
            },
            Token::Word(word) if word.eq_ignore_ascii_case("TRUE") => Ok(Value::Bool(true)),
            Token::Word(word) if word.eq_ignore_ascii_case("FALSE") => Ok(Value::Bool(false)),
            Token::Word(word) if word.eq_ignore_ascii_case("NULL") => Ok(Value::Null),
            Token::Sign("[") => Ok(Value::L(self.deeper(Parser::elements)?)),
            Token::Sign("<<") => {
                let parts = self.deeper(|parser| parser.values(">>", Parser::value))?;
                set(parts)
            }
            Token::Sign("{") => {
                let entries =
                    self.deeper(|parser| parser.values("}", |parser| parser.entry(true)))?;
                Ok(Value::M(map(entries)?))
            }
            _ => Err(super::not_well_formed("a value is missing")),
        }
    }

    /// Values up to the closing sign.
    pub(super) fn values<T>(
        &mut self,
        close: &str,
        read: impl Fn(&mut Self) -> Parsed<T>,
    ) -> Parsed<Vec<T>> {
        if self.take_sign(close) {
            return Ok(Vec::new());
        }
        let out = self.list(read)?;
        self.expect_sign(close)?;
        Ok(out)
    }

    /// The item of an INSERT: each of its attributes is a literal of its own.
    pub(super) fn item(&mut self) -> Parsed<Item> {
        self.expect_sign("{")?;
        map(self.deeper(|parser| parser.values("}", |parser| parser.entry(false)))?)
    }

    fn elements(&mut self) -> Parsed<Vec<Value>> {
        let mut out = Vec::new();
        if self.take_sign("]") {
            return Ok(out);
        }
        loop {
            out.push(self.step_in(&format!("[{}]", out.len()), Parser::value)?);
            if !self.take_sign(",") {
                self.expect_sign("]")?;
                return Ok(out);
            }
        }
    }

    /// A name with its value; `inner`, whether it lies within another literal.
    fn entry(&mut self, inner: bool) -> Parsed<(String, Value)> {
        let name = match self.next() {
            Token::Text(name) | Token::Quoted(name) => name,
            _ => return Err(super::not_well_formed("a key of a tuple is no string")),
        };
        self.expect_sign(":")?;
        let step = if inner { format!(".{name}") } else { String::new() };
        let value = self.step_in(&step, Parser::value)?;
        Ok((name, value))
    }

    fn number(&self, text: &str) -> Parsed<Value> {
        Number::parse(text)
            .map(Value::N)
            .map_err(|error| StatementError(format!("{error} under root{}", self.trail())))
    }
}

fn map(entries: Vec<(String, Value)>) -> Parsed<Item> {
    let mut map = Item::new();
    for (name, value) in entries {
        if map.contains(&name) {
            return Err(StatementError(format!("Duplicate keys in tuple. Key: {name} under ")));
        }
        map.insert(name, value);
    }
    Ok(map)
}

/// A set of the values' type.
fn set(parts: Vec<Value>) -> Parsed<Value> {
    let refused = |error: crate::ValueError| StatementError(error.to_string());
    let mixed = || {
        StatementError(
            "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags"
                .to_owned(),
        )
    };
    match parts.first() {
        None => Err(StatementError("Empty bags are not supported".to_owned())),
        Some(Value::S(_)) => {
            let text = |part| match part {
                Value::S(text) => Ok(text),
                _ => Err(mixed()),
            };
            let parts = parts.into_iter().map(text).collect::<Parsed<Vec<String>>>()?;
            Value::string_set(&parts).map_err(refused)
        }
        Some(Value::N(_)) => {
            let numeral = |part| match part {
                Value::N(number) => Ok(number.to_string()),
                _ => Err(mixed()),
            };
            let parts = parts.into_iter().map(numeral).collect::<Parsed<Vec<String>>>()?;
            Value::number_set(&parts).map_err(refused)
        }
        Some(Value::B(_)) => {
            let bytes = |part| match part {
                Value::B(bytes) => Ok(bytes),
                _ => Err(mixed()),
            };
            let parts = parts.into_iter().map(bytes).collect::<Parsed<Vec<bytes::Bytes>>>()?;
            Value::binary_set(&parts).map_err(refused)
        }
        Some(_) => Err(mixed()),
    }
}
