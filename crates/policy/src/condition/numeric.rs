//! Numbers: whole or decimal, as text in policies and in the context.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_Numeric>

use crate::value::Value;

/// A plain decimal number: sign, digits, point, digits.
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = text.trim();
    let plain = text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+'));
    if plain { text.parse().ok().filter(|number: &f64| number.is_finite()) } else { None }
}

pub(super) fn read(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Text(text) => parse(text),
        Value::Word(word) => parse(word),
        Value::Time(at) => Some(at.as_secs() as f64),
        Value::Bool(_) | Value::Ip(_) | Value::Binary(_) => None,
    }
}
