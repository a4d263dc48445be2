//! Conditions: operators, qualifiers, and the logic of several values.
//!
//! Values of one key are joined by OR (by NOR for negated operators), keys and operators by AND.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-logic-multiple-context-keys-or-values.html>

mod arns;
mod binary;
mod date;
mod ip;
mod numeric;
mod operator;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;

use crate::context::ContextSource;
use crate::document::ConditionEntry;
use crate::pattern::{Patterns, Syntax};
use crate::value::Value;
use arns::ArnPattern;
use ip::Network;
use operator::Test;

pub use operator::{ConditionOperator, Qualifier};

/// A compiled condition: one key of one operator.
#[derive(Clone, Debug)]
pub(crate) struct Condition {
    operator: ConditionOperator,
    /// Lower case.
    key: Box<str>,
    operands: Operands,
}

/// The policy's values, as the operator reads them. Values that it cannot read are left out: they match nothing.
#[derive(Clone, Debug)]
enum Operands {
    Text { patterns: Patterns, fold: bool },
    Arn(Box<[ArnPattern]>),
    Number(Box<[f64]>),
    Date(Box<[Timestamp]>),
    Binary(Box<[Vec<u8>]>),
    Network(Box<[Network]>),
    Null(Box<[bool]>),
}

impl Condition {
    pub(crate) fn compile(entry: &ConditionEntry, variables: bool) -> Condition {
        Condition {
            operator: entry.operator,
            key: entry.key.to_ascii_lowercase().into(),
            operands: operands(entry.operator.test, &entry.values, variables),
        }
    }

    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    pub(crate) fn operator(&self) -> ConditionOperator {
        self.operator
    }

    /// Whether the condition holds in `context`.
    pub(crate) fn holds(&self, context: &dyn ContextSource) -> bool {
        let values = context.values(&self.key).filter(|values| !values.is_empty());
        let negated = self.operator.test.negated();
        if let Operands::Null(wanted) = &self.operands {
            return wanted.contains(&values.is_none());
        }
        let Some(values) = values else {
            return self.operator.if_exists
                || match self.operator.qualifier {
                    Qualifier::None => negated,
                    Qualifier::ForAllValues => true,
                    Qualifier::ForAnyValue => false,
                };
        };
        let matches = |value: &Value| self.matches(value, context);
        match self.operator.qualifier {
            Qualifier::None => values.iter().any(matches) != negated,
            Qualifier::ForAllValues => {
                null_set(values) || values.iter().all(|value| matches(value) != negated)
            }
            Qualifier::ForAnyValue => {
                !null_set(values) && values.iter().any(|value| matches(value) != negated)
            }
        }
    }

    /// Whether a value of the request matches one of the policy, negation aside.
    fn matches(&self, value: &Value, context: &dyn ContextSource) -> bool {
        match &self.operands {
            Operands::Text { patterns, fold } => patterns.any(&value.text(), *fold, context),
            Operands::Arn(patterns) => {
                let text = value.text();
                patterns.iter().any(|pattern| pattern.matches(&text, context))
            }
            Operands::Number(numbers) => numeric::read(value).is_some_and(|have| {
                numbers.iter().any(|want| self.operator.test.orders(&have, want))
            }),
            Operands::Date(dates) => date::read(value).is_some_and(|have| {
                dates.iter().any(|want| self.operator.test.orders(&have, want))
            }),
            Operands::Binary(wanted) => {
                binary::read(value).is_some_and(|have| wanted.iter().any(|want| **want == *have))
            }
            Operands::Network(networks) => ip::read(value)
                .is_some_and(|address| networks.iter().any(|network| network.contains(address))),
            Operands::Null(_) => false,
        }
    }
}

/// "If the key values resolve to a null data set, such as an empty string": set operators treat it as no values.
fn null_set(values: &[Value]) -> bool {
    values.iter().all(Value::is_empty_text)
}

fn operands(test: Test, values: &[String], variables: bool) -> Operands {
    let text = |wildcards, fold| {
        let syntax = Syntax { wildcards, variables, fields: false };
        Operands::Text {
            patterns: Patterns::compile(values.iter().map(String::as_str), syntax),
            fold,
        }
    };
    let values = values.iter().map(String::as_str);
    match test {
        Test::StringEquals | Test::StringNotEquals => text(false, false),
        Test::StringEqualsIgnoreCase | Test::StringNotEqualsIgnoreCase | Test::Bool => {
            text(false, true)
        }
        Test::StringLike | Test::StringNotLike => text(true, false),
        Test::ArnEquals | Test::ArnLike | Test::ArnNotEquals | Test::ArnNotLike => {
            Operands::Arn(values.map(|value| ArnPattern::compile(value, variables)).collect())
        }
        Test::Number(_) => Operands::Number(values.filter_map(numeric::parse).collect()),
        Test::Date(_) => Operands::Date(values.filter_map(date::parse).collect()),
        Test::BinaryEquals => {
            Operands::Binary(values.filter_map(|value| STANDARD.decode(value).ok()).collect())
        }
        Test::IpAddress | Test::NotIpAddress => {
            Operands::Network(values.filter_map(Network::parse).collect())
        }
        Test::Null => Operands::Null(values.filter_map(parse_bool).collect()),
    }
}

fn parse_bool(text: &str) -> Option<bool> {
    match text {
        _ if text.eq_ignore_ascii_case("true") => Some(true),
        _ if text.eq_ignore_ascii_case("false") => Some(false),
        _ => None,
    }
}

/// Whether the operator can read `value`, as written in a policy.
pub(crate) fn readable(operator: ConditionOperator, value: &str) -> bool {
    match operator.test {
        Test::Number(_) => numeric::parse(value).is_some(),
        Test::Date(_) => date::parse(value).is_some(),
        Test::BinaryEquals => STANDARD.decode(value).is_ok(),
        Test::IpAddress | Test::NotIpAddress => Network::parse(value).is_some(),
        Test::Null => parse_bool(value).is_some(),
        Test::Bool => parse_bool(value).is_some() || value.contains("${"),
        _ => true,
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
