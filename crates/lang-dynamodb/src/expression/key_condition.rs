//! Key conditions: a condition as it must be to find items by their keys, one test for each attribute.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Query.KeyConditionExpressions.html>

use super::condition::{Comparator, Condition, Operand};
use super::path::Path;
use super::{Bindings, ExpressionError, Kind, Parsed};
use crate::value::Value;

/// What one key attribute must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyTest {
    /// Compared so; never [`Comparator::NotEqual`].
    Compare(Comparator, Value),
    /// Between these, or one of them.
    Between(Value, Value),
    /// Beginning with this.
    BeginsWith(Value),
}

/// Reads a key condition: tests by attribute, in the order in which they were written.
pub fn parse(text: &str, bindings: &mut Bindings) -> Parsed<Vec<(String, KeyTest)>> {
    let condition = super::condition(Kind::KeyCondition, text, bindings)?;
    let mut out = Vec::new();
    collect(condition, &mut out)?;
    let twice = |at: usize| out[..at].iter().any(|(name, _)| *name == out[at].0);
    if (1..out.len()).any(twice) {
        return Err(ExpressionError(
            "KeyConditionExpressions must only contain one condition per key".to_owned(),
        ));
    }
    Ok(out)
}

fn refused(operator: &str) -> ExpressionError {
    ExpressionError(format!("Invalid operator used in KeyConditionExpression: {operator}"))
}

fn collect(condition: Condition, out: &mut Vec<(String, KeyTest)>) -> Parsed<()> {
    match condition {
        Condition::And(parts) => parts.into_iter().try_for_each(|part| collect(part, out)),
        Condition::Or(_) => Err(refused("OR")),
        Condition::Not(_) => Err(refused("NOT")),
        Condition::Exists(_) => Err(refused("attribute_exists")),
        Condition::NotExists(_) => Err(refused("attribute_not_exists")),
        Condition::HasType(..) => Err(refused("attribute_type")),
        Condition::Contains(..) => Err(refused("contains")),
        Condition::In(..) => Err(refused("IN")),
        Condition::Compare(Comparator::NotEqual, ..) => Err(refused("<>")),
        Condition::Compare(how, left, right) => {
            let (name, how, value) = match (left, right) {
                (Operand::Value(value), Operand::Path(path)) => (name(path)?, mirrored(how), value),
                (left, right) => {
                    let (name, [value]) = sides(left, [right])?;
                    (name, how, value)
                }
            };
            out.push((name, KeyTest::Compare(how, value)));
            Ok(())
        }
        Condition::Between(value, low, high) => {
            let (name, [low, high]) = sides(value, [low, high])?;
            out.push((name, KeyTest::Between(low, high)));
            Ok(())
        }
        Condition::BeginsWith(whole, part) => {
            let (name, [part]) = sides(whole, [part])?;
            out.push((name, KeyTest::BeginsWith(part)));
            Ok(())
        }
    }
}

fn sides<const N: usize>(first: Operand, others: [Operand; N]) -> Parsed<(String, [Value; N])> {
    let first = match first {
        Operand::Path(path) => path,
        Operand::Size(_) => return Err(nested_operation()),
        Operand::Value(_) => {
            let path = others.iter().any(|other| matches!(other, Operand::Path(_)));
            let what = if path {
                "Invalid condition in KeyConditionExpression: Must specify attribute as its first operand"
            } else {
                "Invalid condition in KeyConditionExpression: No key attribute specified"
            };
            return Err(ExpressionError(what.to_owned()));
        }
    };
    let mut values = Vec::with_capacity(N);
    for other in others {
        match other {
            Operand::Value(value) => values.push(value),
            Operand::Size(_) => return Err(nested_operation()),
            Operand::Path(_) => {
                return Err(ExpressionError(
                    "Invalid condition in KeyConditionExpression: Multiple attribute names used in one \
                     condition"
                        .to_owned(),
                ));
            }
        }
    }
    let values = values.try_into().map_err(|_| nested_operation())?;
    Ok((name(first)?, values))
}

fn nested_operation() -> ExpressionError {
    ExpressionError("KeyConditionExpressions cannot contain nested operations".to_owned())
}

fn name(path: Path) -> Parsed<String> {
    if path.rest.is_empty() {
        return Ok(path.root);
    }
    Err(ExpressionError(
        "KeyConditionExpressions cannot have conditions on nested attributes".to_owned(),
    ))
}

/// The comparator for swapped sides.
fn mirrored(how: Comparator) -> Comparator {
    match how {
        Comparator::Less => Comparator::Greater,
        Comparator::LessOrEqual => Comparator::GreaterOrEqual,
        Comparator::Greater => Comparator::Less,
        Comparator::GreaterOrEqual => Comparator::LessOrEqual,
        same => same,
    }
}
