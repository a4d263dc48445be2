//! What `ExpressionAttributeNames` and `ExpressionAttributeValues` say, and which of it was used: what no expression
//! uses is refused.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ExpressionAttributeNames.html>

use super::{ExpressionError, Parsed};
use crate::value::Value;

/// Names and values of a request's expressions.
#[derive(Debug, Default)]
pub struct Bindings {
    names: Vec<Bound<String>>,
    values: Vec<Bound<Value>>,
}

#[derive(Debug)]
struct Bound<T> {
    key: String,
    value: T,
    used: bool,
}

impl Bindings {
    /// Bindings of these names and values, whose keys were checked.
    pub fn new(names: Vec<(String, String)>, values: Vec<(String, Value)>) -> Bindings {
        Bindings { names: bound(names), values: bound(values) }
    }

    /// Refuses keys that no expression can use: AWS looks at all of them before it looks at any value.
    pub fn check_keys<'k>(
        names: &[(String, String)],
        mut values: impl Iterator<Item = &'k str>,
    ) -> Parsed<()> {
        names.iter().try_for_each(|(key, _)| check_key("ExpressionAttributeNames", '#', key))?;
        values.try_for_each(|key| check_key("ExpressionAttributeValues", ':', key))
    }

    pub(super) fn name(&mut self, key: &str) -> Option<&str> {
        let bound = self.names.iter_mut().find(|bound| bound.key == key)?;
        bound.used = true;
        Some(&bound.value)
    }

    pub(super) fn value(&mut self, key: &str) -> Option<&Value> {
        let bound = self.values.iter_mut().find(|bound| bound.key == key)?;
        bound.used = true;
        Some(&bound.value)
    }

    /// Refuses what none of the expressions used.
    pub fn check_used(&self) -> Parsed<()> {
        unused("ExpressionAttributeNames", &self.names)?;
        unused("ExpressionAttributeValues", &self.values)
    }
}

fn bound<T>(pairs: Vec<(String, T)>) -> Vec<Bound<T>> {
    pairs.into_iter().map(|(key, value)| Bound { key, value, used: false }).collect()
}

fn check_key(parameter: &str, sign: char, key: &str) -> Parsed<()> {
    let rest = key.strip_prefix(sign).unwrap_or_default();
    let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
    if rest.is_empty() || !rest.bytes().all(word) {
        return Err(ExpressionError(format!(
            "{parameter} contains invalid key: Syntax error; key: \"{key}\""
        )));
    }
    Ok(())
}

fn unused<T>(parameter: &str, all: &[Bound<T>]) -> Parsed<()> {
    let mut keys: Vec<&str> =
        all.iter().filter(|bound| !bound.used).map(|bound| bound.key.as_str()).collect();
    if keys.is_empty() {
        return Ok(());
    }
    keys.sort_unstable();
    Err(ExpressionError(format!(
        "Value provided in {parameter} unused in expressions: keys: {{{}}}",
        keys.join(", ")
    )))
}
