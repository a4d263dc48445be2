//! Compares an expected value with the one that came.

use serde_json::Value;

use super::vars::{Pattern, Vars, pattern};

/// How much must be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Every member, no more and no fewer.
    Exact,
    /// The expected members; structures may have more.
    Subset,
}

/// Compares, and binds names on their first use.
pub(super) struct Comparison<'v> {
    pub(super) vars: &'v mut Vars,
    pub(super) mode: Mode,
    /// Whether an empty list or map may be absent: XML cannot tell them apart.
    pub(super) empty_is_absent: bool,
    /// What differs: a path and words.
    pub(super) differences: Vec<String>,
}

impl Comparison<'_> {
    pub(super) fn value(&mut self, path: &str, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::String(text), _) => self.string(path, text, actual),
            (Value::Object(expected), Value::Object(actual)) => {
                for (raw, value) in expected {
                    let name = match self.vars.fill(raw) {
                        Ok(name) => name,
                        Err(error) => return self.differ(path, &error),
                    };
                    let path = format!("{path}.{name}");
                    match actual.get(&name) {
                        Some(actual) => self.value(&path, value, actual),
                        None if self.empty_is_absent && is_empty(value) => {}
                        None => self.differ(&path, &format!("expected {value}, but it is absent")),
                    }
                }
                if self.mode == Mode::Exact {
                    let names: Vec<_> =
                        expected.keys().map(|n| self.vars.fill(n).unwrap_or_default()).collect();
                    for (name, value) in actual.iter().filter(|(n, _)| !names.contains(n)) {
                        self.differ(&format!("{path}.{name}"), &format!("unexpected: {value}"));
                    }
                }
            }
            (Value::Array(expected), Value::Array(actual)) => {
                if expected.len() != actual.len() {
                    let (want, got) = (expected.len(), actual.len());
                    let shown = Value::Array(actual.clone());
                    return self
                        .differ(path, &format!("expected {want} elements, got {got}: {shown}"));
                }
                for (i, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                    self.value(&format!("{path}[{i}]"), expected, actual);
                }
            }
            (Value::Number(a), Value::Number(b)) if a.as_f64() == b.as_f64() => {}
            (expected, actual) if expected == actual => {}
            _ => self.differ(path, &format!("expected {expected}, got {actual}")),
        }
    }

    fn string(&mut self, path: &str, text: &str, actual: &Value) {
        let expected = match pattern(text) {
            Pattern::Any => return,
            Pattern::Name(name) => match (self.vars.get(name), actual) {
                (Some(bound), _) => bound.to_owned(),
                (None, Value::String(actual)) => return self.vars.set(name, actual.clone()),
                (None, Value::Number(actual)) => return self.vars.set(name, actual.to_string()),
                (None, other) => {
                    return self.differ(path, &format!("${name} cannot be bound to {other}"));
                }
            },
            Pattern::Text => match self.vars.fill(text) {
                Ok(text) => text,
                Err(error) => return self.differ(path, &error),
            },
        };
        let same = match actual {
            Value::String(actual) => *actual == expected,
            // A name that was bound to a number.
            Value::Number(actual) => text.starts_with('$') && actual.to_string() == expected,
            _ => false,
        };
        if !same {
            self.differ(path, &format!("expected {expected:?}, got {actual}"));
        }
    }

    fn differ(&mut self, path: &str, what: &str) {
        self.differences.push(format!("{path}: {what}"));
    }
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty) || value.as_object().is_some_and(|m| m.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn differences(mode: Mode, expected: Value, actual: Value) -> Vec<String> {
        let mut vars = Vars::default();
        vars.set("known", "k");
        let mut comparison =
            Comparison { vars: &mut vars, mode, empty_is_absent: false, differences: Vec::new() };
        comparison.value("$", &expected, &actual);
        comparison.differences
    }

    #[test]
    fn what_is_the_same() {
        for (expected, actual) in [
            (json!({"a": 1}), json!({"a": 1.0})),
            (json!({"a": "*"}), json!({"a": [1, 2]})),
            (json!({"a": "$known"}), json!({"a": "k"})),
            (json!({"a": "<${known}>"}), json!({"a": "<k>"})),
            (json!({"a": "$x", "b": "$x"}), json!({"a": "v", "b": "v"})),
            (json!({"a": "$n", "b": "$n"}), json!({"a": 7, "b": 7})),
            (json!([]), json!([])),
        ] {
            assert!(differences(Mode::Exact, expected.clone(), actual).is_empty(), "{expected}");
        }
        assert!(differences(Mode::Subset, json!({"a": {}}), json!({"a": {"b": 1}})).is_empty());
    }

    #[test]
    fn what_differs() {
        for (mode, expected, actual, difference) in [
            (Mode::Exact, json!({"a": 1}), json!({}), "$.a: expected 1, but it is absent"),
            (Mode::Exact, json!({}), json!({"a": 1}), "$.a: unexpected: 1"),
            (Mode::Exact, json!({"a": "*"}), json!({}), "$.a: expected \"*\", but it is absent"),
            (Mode::Exact, json!({"a": "1"}), json!({"a": 1}), "$.a: expected \"1\", got 1"),
            (Mode::Exact, json!({"a": 1}), json!({"a": "1"}), "$.a: expected 1, got \"1\""),
            (Mode::Exact, json!(["a"]), json!(["b"]), "$[0]: expected \"a\", got \"b\""),
            (Mode::Exact, json!([1]), json!([1, 2]), "$: expected 1 elements, got 2: [1,2]"),
            (Mode::Subset, json!([1]), json!([1, 2]), "$: expected 1 elements, got 2: [1,2]"),
            (
                Mode::Subset,
                json!({"a": "$known"}),
                json!({"a": "x"}),
                "$.a: expected \"k\", got \"x\"",
            ),
            (Mode::Subset, json!({"a": []}), json!({}), "$.a: expected [], but it is absent"),
            (
                Mode::Subset,
                json!({"a": true}),
                json!({"a": false}),
                "$.a: expected true, got false",
            ),
        ] {
            assert_eq!(differences(mode, expected.clone(), actual), [difference], "{expected}");
        }
        let both = differences(Mode::Exact, json!(["$x", "$x"]), json!(["a", "b"]));
        assert_eq!(both, ["$[1]: expected \"a\", got \"b\""]);
    }
}
