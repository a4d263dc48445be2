//! Values that are too long to write out. An object with one of these members stands for what it makes:
//!
//! `{"$repeat": TEXT, "times": N, "between": TEXT}` a text; `{"$list": VALUE, "times": N}` a list;
//! `{"$map": {NAME: VALUE}, "times": N}` an object; `{"$deep": "M" or "L", "times": N}` a value within so many maps or
//! lists. `$i` within is the number of the repetition, from 0.

use serde_json::{Map, Value, json};

/// The value with everything made.
pub(super) fn expand(value: Value, i: Option<usize>) -> Value {
    match value {
        Value::String(text) => Value::String(numbered(&text, i)),
        Value::Array(parts) => parts.into_iter().map(|part| expand(part, i)).collect(),
        Value::Object(fields) => made(&fields, i).unwrap_or_else(|| {
            let fields = fields.into_iter().map(|(name, v)| (numbered(&name, i), expand(v, i)));
            Value::Object(fields.collect())
        }),
        other => other,
    }
}

fn numbered(text: &str, i: Option<usize>) -> String {
    i.map_or_else(|| text.to_owned(), |i| text.replace("$i", &i.to_string()))
}

fn made(fields: &Map<String, Value>, outer: Option<usize>) -> Option<Value> {
    let times = usize::try_from(fields.get("times")?.as_u64()?).ok()?;
    let expand = |value: &Value, i: usize| expand(value.clone(), outer.or(Some(i)));
    if let Some(text) = fields.get("$repeat").and_then(Value::as_str) {
        let between = fields.get("between").and_then(Value::as_str).unwrap_or_default();
        let parts: Vec<String> = (0..times).map(|i| numbered(text, Some(i))).collect();
        return Some(Value::String(parts.join(between)));
    }
    if let Some(element) = fields.get("$list") {
        return Some((0..times).map(|i| expand(element, i)).collect());
    }
    if let Some(Value::Object(entry)) = fields.get("$map") {
        let one = |i: usize| entry.iter().map(move |(n, v)| (numbered(n, Some(i)), expand(v, i)));
        return Some(Value::Object((0..times).flat_map(one).collect()));
    }
    let kind = fields.get("$deep")?.as_str()?;
    let deeper = |inner: Value, _| match kind {
        "M" => json!({"M": {"a": inner}}),
        _ => json!({"L": [inner]}),
    };
    Some((0..times).fold(json!({"S": "leaf"}), deeper))
}

#[test]
fn long_values_are_made() {
    for (short, long) in [
        (json!({"$repeat": "a$i", "times": 3, "between": "+"}), json!("a0+a1+a2")),
        (json!({"x": {"$list": {"n": "$i"}, "times": 2}}), json!({"x": [{"n": "0"}, {"n": "1"}]})),
        (
            json!({"$map": {":v$i": {"S": "$i"}}, "times": 2}),
            json!({":v0": {"S": "0"}, ":v1": {"S": "1"}}),
        ),
        (json!({"$deep": "L", "times": 2}), json!({"L": [{"L": [{"S": "leaf"}]}]})),
        (json!({"times": 2}), json!({"times": 2})),
    ] {
        assert_eq!(expand(short, None), long);
    }
}
