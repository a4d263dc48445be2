//! Parameters from before there were expressions, turned into what expressions become: Expected, filters, key
//! conditions.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.html>

use gen_dynamodb::{AttributeValue, Condition as WireCondition, ExpectedAttributeValue};
use kernel::{ApiError, ApiResult};
use lang_dynamodb::Value;
use lang_dynamodb::expression::key_condition::KeyTest;
use lang_dynamodb::expression::{Comparator, Condition, Operand, Path};
use schema::VecMap;

use crate::{convert, errors};

/// The conditions in `Expected`.
pub(crate) fn expected(
    expected: Option<&VecMap<ExpectedAttributeValue>>,
    operator: Option<&str>,
) -> ApiResult<Option<Condition>> {
    let mut parts = Vec::new();
    for (name, wire) in expected.into_iter().flatten() {
        parts.push(expectation(name, wire)?);
    }
    joined(parts, operator)
}

/// The conditions in a filter.
pub(crate) fn filter(
    filter: Option<&VecMap<WireCondition>>,
    operator: Option<&str>,
) -> ApiResult<Option<Condition>> {
    let mut parts = Vec::new();
    for (name, wire) in filter.into_iter().flatten() {
        let values = values(wire.attribute_value_list.as_deref())?;
        parts.push(condition(name, &wire.comparison_operator, values)?);
    }
    joined(parts, operator)
}

fn joined(mut parts: Vec<Condition>, operator: Option<&str>) -> ApiResult<Option<Condition>> {
    if parts.is_empty() {
        if operator.is_some() {
            return Err(errors::validation(
                "ConditionalOperator cannot be used without Filter or Expected",
            ));
        }
        return Ok(None);
    }
    Ok(match operator {
        Some("OR") => Some(Condition::Or(parts)),
        _ if parts.len() == 1 => parts.pop(),
        _ => Some(Condition::And(parts)),
    })
}

fn values(wire: Option<&[AttributeValue]>) -> ApiResult<Vec<Value>> {
    wire.unwrap_or_default().iter().map(convert::value).collect()
}

fn expectation(name: &str, wire: &ExpectedAttributeValue) -> ApiResult<Condition> {
    let refuse = |what: &str| Err(errors::invalid(&format!("{what} for Attribute: {name}")));
    let path = Path::attribute(name);
    if let Some(operator) = &wire.comparison_operator {
        if wire.exists.is_some() {
            return refuse("Exists and ComparisonOperator cannot be used together");
        }
        if wire.value.is_some() && wire.attribute_value_list.is_some() {
            return refuse("Value and AttributeValueList cannot be used together");
        }
        let is_alone = wire.value.is_none() && wire.attribute_value_list.is_none();
        if is_alone && !matches!(operator.as_str(), "NULL" | "NOT_NULL") {
            return refuse(&format!(
                "Value or AttributeValueList must be used with ComparisonOperator: {operator}"
            ));
        }
        let list = match &wire.value {
            Some(value) => vec![convert::value(value)?],
            None => values(wire.attribute_value_list.as_deref())?,
        };
        return condition(name, operator, list);
    }
    if wire.attribute_value_list.is_some() {
        return refuse("AttributeValueList can only be used with a ComparisonOperator");
    }
    match (&wire.value, wire.exists) {
        (Some(_), Some(false)) => refuse("Value cannot be used when Exists is false"),
        (None, Some(false)) => Ok(Condition::NotExists(path)),
        (None, _) => refuse(if wire.exists.is_some() {
            "Value must be provided when Exists is true"
        } else {
            "Value must be provided when Exists is null"
        }),
        (Some(value), _) => {
            let value = Operand::Value(convert::value(value)?);
            Ok(Condition::Compare(Comparator::Equal, Operand::Path(path), value))
        }
    }
}

/// What stands for an operator of older conditions.
fn comparator(operator: &str) -> Option<Comparator> {
    Some(match operator {
        "EQ" => Comparator::Equal,
        "NE" => Comparator::NotEqual,
        "LT" => Comparator::Less,
        "LE" => Comparator::LessOrEqual,
        "GT" => Comparator::Greater,
        "GE" => Comparator::GreaterOrEqual,
        _ => return None,
    })
}

/// Checks the number and the types of an operator's values.
fn check(operator: &str, values: &[Value]) -> ApiResult<()> {
    let wanted = match operator {
        "NULL" | "NOT_NULL" => values.is_empty(),
        "IN" => !values.is_empty(),
        "BETWEEN" => values.len() == 2,
        _ => values.len() == 1,
    };
    if !wanted {
        return Err(errors::invalid(&format!(
            "Invalid number of argument(s) for the {operator} ComparisonOperator"
        )));
    }
    let scalar = |v: &Value| matches!(v, Value::S(_) | Value::N(_) | Value::B(_));
    let fits = |value: &Value| match operator {
        "LT" | "LE" | "GT" | "GE" | "BETWEEN" | "IN" => scalar(value),
        "BEGINS_WITH" => matches!(value, Value::S(_) | Value::B(_)),
        "CONTAINS" | "NOT_CONTAINS" => {
            scalar(value) || matches!(value, Value::Bool(_) | Value::Null)
        }
        _ => true,
    };
    if let Some(bad) = values.iter().find(|value| !fits(value)) {
        return Err(errors::invalid(&format!(
            "ComparisonOperator {operator} is not valid for {} AttributeValue type",
            bad.type_name()
        )));
    }
    if values.windows(2).any(|pair| pair[0].type_name() != pair[1].type_name()) {
        return Err(errors::invalid(
            "AttributeValues inside AttributeValueList must be of same type",
        ));
    }
    if operator == "BETWEEN" && Comparator::Greater.holds(values.first(), values.last()) {
        return Err(errors::validation(
            "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound",
        ));
    }
    Ok(())
}

fn condition(name: &str, operator: &str, values: Vec<Value>) -> ApiResult<Condition> {
    check(operator, &values)?;
    let path = Path::attribute(name);
    let left = Operand::Path(path.clone());
    let mut values = values.into_iter().map(Operand::Value);
    let none = || errors::validation(format!("Unsupported operator: {operator}"));
    let mut next = || values.next().ok_or_else(none);
    Ok(match operator {
        "NULL" => Condition::NotExists(path),
        "NOT_NULL" => Condition::Exists(path),
        "CONTAINS" => Condition::Contains(left, next()?),
        "NOT_CONTAINS" => Condition::Not(Box::new(Condition::Contains(left, next()?))),
        "BEGINS_WITH" => Condition::BeginsWith(left, next()?),
        "BETWEEN" => Condition::Between(left, next()?, next()?),
        "IN" => Condition::In(left, values.collect()),
        _ => Condition::Compare(comparator(operator).ok_or_else(none)?, left, next()?),
    })
}

/// The tests in `KeyConditions`.
pub(crate) fn key_conditions(wire: &VecMap<WireCondition>) -> ApiResult<Vec<(String, KeyTest)>> {
    let mut out = Vec::with_capacity(wire.len());
    for (name, condition) in wire {
        let operator = condition.comparison_operator.as_str();
        let values = values(condition.attribute_value_list.as_deref())?;
        check(operator, &values)?;
        let unsupported = || -> ApiError {
            errors::validation("Attempted conditional constraint is not an indexable operation")
        };
        let mut values = values.into_iter();
        let mut next = || values.next().ok_or_else(unsupported);
        let test = match operator {
            "BETWEEN" => KeyTest::Between(next()?, next()?),
            "BEGINS_WITH" => KeyTest::BeginsWith(next()?),
            "NE" => return Err(unsupported()),
            _ => KeyTest::Compare(comparator(operator).ok_or_else(unsupported)?, next()?),
        };
        out.push((name.clone(), test));
    }
    Ok(out)
}
