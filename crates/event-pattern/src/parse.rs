//! Reads patterns, and words what is wrong with one as EventBridge does.

use std::net::IpAddr;

use crate::json::{Json, JsonError};
use crate::matching::{Comparison, Fields, Literal, Node, Test};
use crate::wildcard::{Refused, Wildcard};

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is not JSON.
    #[error("{0}")]
    Json(JsonError),
    /// It is JSON, but says nothing about events.
    #[error("{0}")]
    Meaning(String),
}

type Parsed<T> = Result<T, PatternError>;

fn wrong<T>(message: impl Into<String>) -> Parsed<T> {
    Err(PatternError::Meaning(message.into()))
}

/// Words that begin a test, which no field within `$or` may be called.
const OPERATORS: [&str; 8] = [
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
];

pub(crate) fn root(json: &Json) -> Parsed<Fields> {
    match json {
        Json::Object(members) if members.is_empty() => wrong("Empty objects are not allowed"),
        Json::Object(members) => fields(members),
        _ => wrong("Filter is not an object"),
    }
}

fn fields(members: &[(String, Json)]) -> Parsed<Fields> {
    let mut parsed = Fields::default();
    for (name, value) in members {
        if let Some(alternatives) = alternatives(name, value) {
            parsed.ors.push(alternatives.iter().map(root).collect::<Parsed<_>>()?);
            continue;
        }
        let node = match value {
            Json::Object(members) if members.is_empty() => {
                return wrong("Empty objects are not allowed");
            }
            Json::Object(members) => Node::Within(fields(members)?),
            Json::Array(entries) if entries.is_empty() => {
                return wrong("Empty arrays are not allowed");
            }
            Json::Array(entries) => Node::AnyOf(entries.iter().map(test).collect::<Parsed<_>>()?),
            _ => return wrong(format!("\"{name}\" must be an object or an array")),
        };
        parsed.all.push((name.clone(), node));
    }
    Ok(parsed)
}

/// What stands behind `$or`, when it means one: else it is a field's name like others.
fn alternatives<'j>(name: &str, value: &'j Json) -> Option<&'j [Json]> {
    let entries = value.as_array().filter(|entries| name == "$or" && entries.len() > 1)?;
    let is_fields = |entry: &Json| match entry {
        Json::Object(members) => {
            !members.is_empty()
                && members.iter().all(|(name, _)| !OPERATORS.contains(&name.as_str()))
        }
        _ => false,
    };
    entries.iter().all(is_fields).then_some(entries)
}

fn test(entry: &Json) -> Parsed<Test> {
    Ok(match entry {
        Json::Object(members) => match members.as_slice() {
            [(operator, value)] => operation(operator, value)?,
            [] => return wrong("Empty objects are not allowed"),
            _ => return wrong("Only one key allowed in match expression"),
        },
        Json::Array(_) => return wrong("Match value must be String, number, true, false, or null"),
        Json::Null => Test::Exact(Literal::Null),
        Json::Bool(value) => Test::Exact(Literal::Bool(*value)),
        Json::Text(text) => Test::Exact(Literal::Text(text.clone())),
        Json::Number(_) => Test::Exact(Literal::Number(number(entry)?)),
    })
}

fn operation(operator: &str, value: &Json) -> Parsed<Test> {
    match operator {
        "prefix" | "suffix" => affix(operator, value),
        "equals-ignore-case" => match value.as_text() {
            Some(text) => Ok(Test::EqualsIgnoreCase(text.to_lowercase())),
            None => wrong("equals-ignore-case match pattern must be a string"),
        },
        "wildcard" => wildcard(value),
        "numeric" => numeric(value),
        "exists" => match value {
            Json::Bool(wanted) => Ok(Test::Exists(*wanted)),
            _ => wrong("exists match pattern must be either true or false."),
        },
        "cidr" => cidr(value),
        "anything-but" => anything_but(value),
        other => wrong(format!("Unrecognized match type {other}")),
    }
}

fn affix(operator: &str, value: &Json) -> Parsed<Test> {
    let is_prefix = operator == "prefix";
    if let Some(text) = value.as_text() {
        let text = text.to_owned();
        return Ok(if is_prefix { Test::Prefix(text) } else { Test::Suffix(text) });
    }
    match value {
        Json::Object(members) => match members.as_slice() {
            [(name, Json::Text(text))] if name == "equals-ignore-case" => {
                let text = text.to_lowercase();
                Ok(if is_prefix {
                    Test::PrefixIgnoreCase(text)
                } else {
                    Test::SuffixIgnoreCase(text)
                })
            }
            _ => wrong(format!("Unsupported anything-but pattern inside of {operator}")),
        },
        _ => wrong(format!("{operator} match pattern must be a string")),
    }
}

fn wildcard(value: &Json) -> Parsed<Test> {
    let Some(text) = value.as_text() else {
        return wrong("wildcard match pattern must be a string");
    };
    Wildcard::parse(text).map(Test::Wildcard).map_err(|refused| {
        PatternError::Meaning(match refused {
            Refused::Consecutive(at) => format!("Consecutive wildcard characters at pos {at}"),
            Refused::Escape(at) => format!("Invalid escape character at pos {at}"),
            Refused::TooComplex => {
                "Rule is too complex - try using fewer wildcard characters or fewer repeating \
                                    character sequences after a wildcard character"
                    .to_owned()
            }
        })
    })
}

fn number(value: &Json) -> Parsed<f64> {
    match value.as_number().filter(|number| number.is_finite()) {
        Some(number) => Ok(number),
        None => wrong("Value of a number is out of range"),
    }
}

/// A comparison, or a lower and an upper bound.
fn numeric(value: &Json) -> Parsed<Test> {
    let Some(entries) = value.as_array() else {
        return wrong("Value of numeric must be an array.");
    };
    let mut bounds = Vec::new();
    for pair in entries.chunks(2) {
        let Some(name) = pair[0].as_text() else {
            return wrong("Invalid member in numeric match");
        };
        let how = match name {
            "=" => Comparison::Equal,
            "<" => Comparison::Less,
            "<=" => Comparison::LessOrEqual,
            ">" => Comparison::Greater,
            ">=" => Comparison::GreaterOrEqual,
            other => return wrong(format!("Unrecognized numeric range operator: {other}")),
        };
        let second_fits = match bounds.first() {
            None => true,
            Some((Comparison::Greater | Comparison::GreaterOrEqual, _)) => {
                bounds.len() == 1 && matches!(how, Comparison::Less | Comparison::LessOrEqual)
            }
            Some(_) => false,
        };
        if !second_fits {
            return wrong(format!("Bad numeric range operator: {name}"));
        }
        match pair.get(1).and_then(Json::as_number) {
            Some(bound) => bounds.push((how, bound)),
            None => return wrong(format!("Value of {name} must be numeric")),
        }
    }
    match bounds.as_slice() {
        [] => wrong("Invalid member in numeric match: ]"),
        [(_, low), (_, high)] if low >= high => wrong("Bottom must be less than top"),
        _ => Ok(Test::Numeric(bounds)),
    }
}

fn cidr(value: &Json) -> Parsed<Test> {
    let Some(text) = value.as_text() else { return wrong("prefix match pattern must be a string") };
    let Some((address, bits)) = text.split_once('/').filter(|(_, bits)| !bits.contains('/')) else {
        return wrong("Malformed CIDR, one '/' required");
    };
    let Ok(bits) = bits.parse::<u8>() else {
        return wrong("Malformed CIDR, mask bits must be an integer");
    };
    let Ok(address) = address.parse::<IpAddr>() else {
        return wrong(format!("Nonstandard IP address: {address}"));
    };
    let most = if address.is_ipv4() { 32 } else { 128 };
    if bits > most {
        return wrong("Malformed CIDR, mask bits must be in range");
    }
    Ok(Test::Cidr(address, bits))
}

fn anything_but(value: &Json) -> Parsed<Test> {
    const KINDS: &str = "Value of anything-but must be an array or single string/number value.";
    let not = match value {
        Json::Text(text) => vec![Test::Exact(Literal::Text(text.clone()))],
        Json::Number(_) => vec![Test::Exact(Literal::Number(number(value)?))],
        Json::Array(entries) if entries.is_empty() => return wrong("Empty arrays are not allowed"),
        Json::Array(entries) => {
            if !entries.iter().all(|entry| matches!(entry, Json::Text(_) | Json::Number(_))) {
                return wrong("Inside anything but list, start|null|boolean is not supported.");
            }
            entries.iter().map(test).collect::<Parsed<_>>()?
        }
        Json::Object(members) => match members.as_slice() {
            [(operator, value)] => anything_but_operation(operator, value)?,
            _ => return wrong("Only one key allowed in match expression"),
        },
        _ => return wrong(KINDS),
    };
    Ok(Test::AnythingBut(not))
}

/// `{"prefix": "a"}` or `{"prefix": ["a", "b"]}`.
fn anything_but_operation(operator: &str, value: &Json) -> Parsed<Vec<Test>> {
    let values = match value {
        Json::Array(entries) if entries.is_empty() => return wrong("Empty arrays are not allowed"),
        Json::Array(entries) => entries.as_slice(),
        Json::Object(_) => {
            return wrong("Value of anything-but must be an array or single string/number value.");
        }
        one => std::slice::from_ref(one),
    };
    let one = |value: &Json| match operator {
        "prefix" | "suffix" => match value.as_text() {
            Some("") => wrong("Null prefix/suffix not allowed"),
            Some(_) => affix(operator, value),
            None => wrong("prefix/suffix match pattern must be a string"),
        },
        "equals-ignore-case" => match value.as_text() {
            Some(_) => operation(operator, value),
            None => wrong(
                "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
            ),
        },
        "wildcard" => wildcard(value),
        other => wrong(format!("Unsupported anything-but pattern: {other}")),
    };
    values.iter().map(one).collect()
}
