//! Items as Amazon Ion text: what exports write and imports read. Each of DynamoDB's types has one of Ion's; sets are lists that say so by an
//! annotation.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/S3DataExport.Output.html>

mod read;

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use crate::json::push_string;
use crate::number::Number;
use crate::value::{Item, Value};

pub use read::{IonError, read_item, read_struct};

/// Words that are no names unless they are quoted.
const KEYWORDS: [&str; 4] = ["false", "nan", "null", "true"];

/// Appends an item, a struct: `{id:"a",n:1.}`.
pub fn push_item(out: &mut String, item: &Item) {
    out.push('{');
    for (at, (name, value)) in item.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        push_name(out, name);
        out.push(':');
        push_value(out, value);
    }
    out.push('}');
}

fn push_value(out: &mut String, value: &Value) {
    match value {
        Value::S(text) => push_string(out, text),
        Value::N(number) => push_number(out, *number),
        Value::B(bytes) => push_blob(out, bytes),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Null => out.push_str("null"),
        Value::Ss(parts) => {
            out.push_str("$dynamodb_SS::");
            push_list(out, parts, |out, part| push_string(out, part));
        }
        Value::Ns(parts) => {
            out.push_str("$dynamodb_NS::");
            push_list(out, parts, |out, part| push_number(out, *part));
        }
        Value::Bs(parts) => {
            out.push_str("$dynamodb_BS::");
            push_list(out, parts, push_blob);
        }
        Value::L(parts) => push_list(out, parts, push_value),
        Value::M(map) => push_item(out, map),
    }
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

/// A decimal: `103.`, `6d2`, `85d-1`.
fn push_number(out: &mut String, number: Number) {
    let (negative, coefficient, exponent) = number.parts();
    let sign = if negative { "-" } else { "" };
    // Writing to a string does not fail.
    let _written = match exponent {
        0 => write!(out, "{sign}{coefficient}."),
        _ => write!(out, "{sign}{coefficient}d{exponent}"),
    };
}

fn push_blob(out: &mut String, bytes: &Bytes) {
    out.push_str("{{");
    out.push_str(&STANDARD.encode(bytes));
    out.push_str("}}");
}

/// A symbol, quoted when it must be.
fn push_name(out: &mut String, name: &str) {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    let plain = name.starts_with(letter)
        && name.chars().all(|c| letter(c) || c.is_ascii_digit())
        && !is_numbered(name)
        && !KEYWORDS.contains(&name);
    if plain {
        return out.push_str(name);
    }
    let mut quoted = String::with_capacity(name.len() + 2);
    push_string(&mut quoted, name);
    let inner = quoted.trim_start_matches('"');
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    out.push('\'');
    out.push_str(&inner.replace('\'', "\\'"));
    out.push('\'');
}

/// `$1` means the first symbol of a table.
fn is_numbered(name: &str) -> bool {
    let digits = name.strip_prefix('$');
    digits.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(item: &Item) -> String {
        let mut out = String::new();
        push_item(&mut out, item);
        out
    }

    #[test]
    fn values_of_all_types() {
        let number = |text| Number::parse(text).unwrap();
        let item: Item = [
            ("Authors", Value::Ss(vec!["Author1".into(), "Author2".into()])),
            ("B", Value::B(Bytes::from_static(b"\0\xff"))),
            ("Bs", Value::Bs(vec![Bytes::from_static(b"x")])),
            ("Dimensions", Value::S("8.5 x \"11\"".to_owned())),
            ("Id", Value::N(number("103"))),
            ("InPublication", Value::Bool(false)),
            ("List", Value::L(vec![Value::Null, Value::M(Item::new())])),
            ("Ns", Value::Ns(vec![number("-1"), number("2.5")])),
            ("PageCount", Value::N(number("600"))),
            ("Zero", Value::N(Number::ZERO)),
        ]
        .into_iter()
        .collect();
        assert_eq!(
            shown(&item),
            "{Authors:$dynamodb_SS::[\"Author1\",\"Author2\"],B:{{AP8=}},Bs:$dynamodb_BS::[{{eA==}}],\
             Dimensions:\"8.5 x \\\"11\\\"\",Id:103.,InPublication:false,List:[null,{}],\
             Ns:$dynamodb_NS::[-1.,25d-1],PageCount:6d2,Zero:0.}"
        );
    }

    #[test]
    fn names_are_quoted_when_they_must_be() {
        for (name, text) in [
            ("plain_1", "{plain_1:null}"),
            ("$x", "{$x:null}"),
            ("$1", "{'$1':null}"),
            ("", "{'':null}"),
            ("1st", "{'1st':null}"),
            ("a-b", "{'a-b':null}"),
            ("true", "{'true':null}"),
            ("it's \"so\"", "{'it\\'s \\\"so\\\"':null}"),
        ] {
            let item: Item = [(name, Value::Null)].into_iter().collect();
            assert_eq!(shown(&item), text);
        }
    }
}
