//! Conditions of WHERE clauses.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html>

use super::lexer::{Place, Token};
use super::parser::Parser;
use super::{Parsed, StatementError};
use crate::expression::{Comparator, Condition, MAX_IN, Operand};
use crate::value::Value;

/// The types that IS asks for, and their letters.
const TYPES: [(&str, &str); 8] = [
    ("NULL", "NULL"),
    ("BOOLEAN", "BOOL"),
    ("BLOB", "B"),
    ("STRING", "S"),
    ("NUMERIC", "N"),
    ("STRUCT", "M"),
    ("TUPLE", "M"),
    ("LIST", "L"),
];

impl Parser {
    pub(super) fn condition(&mut self) -> Parsed<Condition> {
        let mut parts = vec![self.and()?];
        while self.take_keyword("OR") {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Condition::Or))
    }

    fn and(&mut self) -> Parsed<Condition> {
        let mut parts = vec![self.not()?];
        while self.take_keyword("AND") {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Condition::And))
    }

    fn not(&mut self) -> Parsed<Condition> {
        if self.take_keyword("NOT") {
            let inner = self.deeper(Parser::not)?;
            return Ok(Condition::Not(Box::new(inner)));
        }
        if self.take_sign("(") {
            let inner = self.deeper(Parser::condition)?;
            self.expect_sign(")")?;
            return Ok(inner);
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed<Condition> {
        if let Some(test) = self.test()? {
            return Ok(test);
        }
        let left = self.operand()?;
        if self.take_keyword("IS") {
            return self.is(left);
        }
        if self.take_keyword("BETWEEN") {
            let low = self.operand()?;
            self.expect_keyword("AND")?;
            return Ok(Condition::Between(left, low, self.operand()?));
        }
        let negated = self.at_keyword("NOT")
            && matches!(self.peek_second(), Token::Word(w) if w.eq_ignore_ascii_case("IN"));
        if negated {
            self.next();
        }
        if self.take_keyword("IN") {
            let within = self.within(left)?;
            return Ok(if negated { Condition::Not(Box::new(within)) } else { within });
        }
        let Token::Sign(sign) = self.peek() else { return Err(self.unexpected()) };
        let sign = if *sign == "!=" { "<>" } else { *sign };
        let how = Comparator::parse(sign).ok_or_else(|| self.unexpected())?;
        self.next();
        Ok(Condition::Compare(how, left, self.operand()?))
    }

    fn is(&mut self, left: Operand) -> Parsed<Condition> {
        let negated = self.take_keyword("NOT");
        let kind = self.name()?.to_ascii_uppercase();
        let Operand::Path(path) = left else {
            return Err(StatementError(
                "The left hand side argument to IS must be a Variable Reference, Literal, or Path"
                    .to_owned(),
            ));
        };
        if kind == "MISSING" {
            return Ok(if negated { Condition::Exists(path) } else { Condition::NotExists(path) });
        }
        let letters = TYPES.iter().find(|(name, _)| *name == kind).map(|(_, letters)| *letters);
        let letters = letters.ok_or_else(|| {
            StatementError(format!(
                "Unsupported data type for IS operator: {kind}. Supported data types are [MISSING, NULL, \
                 BOOLEAN, BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST]"
            ))
        })?;
        let is = Condition::HasType(Operand::Path(path), letters.to_owned());
        Ok(if negated { Condition::Not(Box::new(is)) } else { is })
    }

    fn within(&mut self, left: Operand) -> Parsed<Condition> {
        let list = if self.take_sign("[") {
            self.values("]", Parser::operand)?
        } else {
            self.expect_sign("(")?;
            self.values(")", Parser::operand)?
        };
        // One list parameter stands for its elements.
        let list = match <[Operand; 1]>::try_from(list) {
            Ok([Operand::Value(Value::L(parts))]) => {
                parts.into_iter().map(Operand::Value).collect()
            }
            Ok([one]) => vec![one],
            Err(list) => list,
        };
        if list.is_empty() || !matches!(left, Operand::Path(_)) {
            return Err(StatementError(
                "IN operator must have a left hand argument of type Variable Reference and right hand \
                 argument of type Seq with at least one member"
                    .to_owned(),
            ));
        }
        if list.len() > MAX_IN {
            return Err(StatementError(format!(
                "The IN operator is provided with too many operands; number of operands: {}",
                list.len()
            )));
        }
        Ok(Condition::In(left, list))
    }

    /// A function that is true or false, if one stands here.
    fn test(&mut self) -> Parsed<Option<Condition>> {
        let Token::Word(word) = self.peek() else { return Ok(None) };
        if *self.peek_second() != Token::Sign("(") {
            return Ok(None);
        }
        let name = word.to_ascii_lowercase();
        if name == "size" {
            return Ok(None);
        }
        if name == "attribute_exists" || name == "attribute_not_exists" {
            return self.existence(&name).map(Some);
        }
        if !["begins_with", "contains", "attribute_type"].contains(&name.as_str()) {
            return Err(unrecognized(&name, self.place()));
        }
        self.next();
        self.next();
        let first = self.operand()?;
        self.expect_sign(",")?;
        let second = self.operand()?;
        self.expect_sign(")")?;
        Ok(Some(match (name.as_str(), second) {
            ("begins_with", second) => {
                if let Operand::Value(value) = &second
                    && !matches!(value, Value::S(_) | Value::B(_))
                {
                    return Err(StatementError(format!(
                        "Incorrect operand type for operator or function; operator or function: \
                         begins_with, operand type: {}",
                        value.type_name()
                    )));
                }
                Condition::BeginsWith(first, second)
            }
            ("contains", second) => Condition::Contains(first, second),
            (_, Operand::Value(Value::S(letters))) => Condition::HasType(first, letters),
            (_, Operand::Value(other)) => {
                return Err(StatementError(format!(
                    "Incorrect operand type for operator or function; operator or function: \
                     attribute_type, operand type: {}",
                    other.type_name()
                )));
            }
            _ => return Err(self.unexpected()),
        }))
    }

    fn existence(&mut self, name: &str) -> Parsed<Condition> {
        self.next();
        self.next();
        let mut operands = self.values(")", Parser::operand)?;
        let count = operands.len();
        match (operands.pop(), count) {
            (Some(Operand::Path(path)), 1) if name == "attribute_exists" => {
                Ok(Condition::Exists(path))
            }
            (Some(Operand::Path(path)), 1) => Ok(Condition::NotExists(path)),
            (Some(_), 1) => Err(StatementError(format!(
                "Operator or function requires a document path; operator or function: {name}"
            ))),
            _ => Err(StatementError(format!(
                "Incorrect number of operands for operator or function; operator or function: {name}, number of \
                 operands: {count}"
            ))),
        }
    }

    pub(super) fn operand(&mut self) -> Parsed<Operand> {
        if self.at_value() {
            return Ok(Operand::Value(self.value()?));
        }
        let is_size = matches!(self.peek(), Token::Word(word) if word.eq_ignore_ascii_case("size"));
        if is_size && *self.peek_second() == Token::Sign("(") {
            self.next();
            self.next();
            let inner = self.operand()?;
            self.expect_sign(")")?;
            return Ok(Operand::Size(Box::new(inner)));
        }
        if self.at_keyword("MISSING") {
            return Err(StatementError("MISSING must be compared using IS operator".to_owned()));
        }
        Ok(Operand::Path(self.path()?))
    }
}

/// A function that there is not, or not here.
pub(super) fn unrecognized(name: &str, place: Place) -> StatementError {
    StatementError(format!("Unrecognized function: {name} {place}"))
}

fn one_or(mut parts: Vec<Condition>, join: impl FnOnce(Vec<Condition>) -> Condition) -> Condition {
    match parts.len() {
        1 => parts.remove(0),
        _ => join(parts),
    }
}
