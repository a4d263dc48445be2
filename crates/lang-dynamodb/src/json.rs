//! Items as DynamoDB JSON: what exports write and imports read.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::value::{Item, Value};

/// Appends an item: `{"id":{"S":"a"},"n":{"N":"1"}}`.
pub fn push_item(out: &mut String, item: &Item) {
    out.push('{');
    for (at, (name, value)) in item.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_string(out, name);
        out.push(':');
        push_value(out, value);
    }
    out.push('}');
}

fn push_value(out: &mut String, value: &Value) {
    out.push_str("{\"");
    out.push_str(value.type_name());
    out.push_str("\":");
    match value {
        Value::S(text) => push_string(out, text),
        Value::N(number) => push_string(out, &number.to_string()),
        Value::B(bytes) => push_string(out, &STANDARD.encode(bytes)),
        Value::Bool(true) | Value::Null => out.push_str("true"),
        Value::Bool(false) => out.push_str("false"),
        Value::Ss(parts) => push_list(out, parts, |out, part| push_string(out, part)),
        Value::Ns(parts) => push_list(out, parts, |out, part| push_string(out, &part.to_string())),
        Value::Bs(parts) => {
            push_list(out, parts, |out, part| push_string(out, &STANDARD.encode(part)));
        }
        Value::L(parts) => push_list(out, parts, push_value),
        Value::M(map) => push_item(out, map),
    }
    out.push('}');
}

fn push_list<T>(out: &mut String, parts: &[T], push: impl Fn(&mut String, &T)) {
    out.push('[');
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push(out, part);
    }
    out.push(']');
}

/// Appends a string in double quotes, in an escape that JSON and Ion both read.
pub fn push_string(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c < ' ' || c == '"' || c == '\\') {
        let (plain, special) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = special.chars();
        match chars.next() {
            Some('"') => out.push_str("\\\""),
            Some('\\') => out.push_str("\\\\"),
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(other) => {
                // Writing to a string does not fail.
                let _written = write!(out, "\\u{:04x}", u32::from(other));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::Number;

    #[test]
    fn values_of_all_types() {
        let number = |text| Number::parse(text).unwrap();
        let item: Item = [
            ("a", Value::S("a \"quoted\"\n\\ \u{1} häh".to_owned())),
            ("b", Value::N(number("-1.50"))),
            ("c", Value::B(Bytes::from_static(b"\0\xff"))),
            ("d", Value::Bool(false)),
            ("e", Value::Null),
            ("f", Value::Ss(vec!["x".into(), "y".into()])),
            ("g", Value::Ns(vec![number("1"), number("2")])),
            ("h", Value::Bs(vec![Bytes::from_static(b"x")])),
            ("i", Value::L(vec![Value::Bool(true), Value::M(Item::new())])),
        ]
        .into_iter()
        .collect();
        let mut out = String::new();
        push_item(&mut out, &item);
        assert_eq!(
            out,
            "{\"a\":{\"S\":\"a \\\"quoted\\\"\\n\\\\ \\u0001 häh\"},\"b\":{\"N\":\"-1.5\"},\"c\":{\"B\":\"AP8=\"},\
             \"d\":{\"BOOL\":false},\"e\":{\"NULL\":true},\"f\":{\"SS\":[\"x\",\"y\"]},\"g\":{\"NS\":[\"1\",\"2\"]},\
             \"h\":{\"BS\":[\"eA==\"]},\"i\":{\"L\":[{\"BOOL\":true},{\"M\":{}}]}}"
        );
    }
}
