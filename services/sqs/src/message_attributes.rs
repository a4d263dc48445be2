//! Message attributes: which names, types and values are allowed, and which ones a receiver asks for.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html>

use gen_sqs::{MessageAttributeValue, MessageSystemAttributeValue};
use kernel::{ApiError, ApiResult};
use schema::{Bytes, VecMap};
use serde::{Deserialize, Serialize};

use crate::message_body::first_forbidden;
use crate::{errors, limits};

/// One attribute of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    /// `String`, `Number` or `Binary`, with a suffix of the sender's if any.
    pub(crate) data_type: String,
    pub(crate) value: Value,
}

/// An attribute's value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Value {
    Text(String),
    Binary(Vec<u8>),
}

/// The only attribute that a sender may set for the system.
pub(crate) const TRACE_HEADER: &str = "AWSTraceHeader";

impl Attribute {
    /// Bytes that count towards the message's size.
    pub(crate) fn size(&self) -> usize {
        let value = match &self.value {
            Value::Text(text) => text.len(),
            Value::Binary(bytes) => bytes.len(),
        };
        self.name.len() + self.data_type.len() + value
    }

    /// As the API shows it.
    pub(crate) fn show(&self) -> MessageAttributeValue {
        let mut shown =
            MessageAttributeValue { data_type: self.data_type.clone(), ..Default::default() };
        match &self.value {
            Value::Text(text) => shown.string_value = Some(text.clone()),
            Value::Binary(bytes) => shown.binary_value = Some(Bytes::copy_from_slice(bytes)),
        }
        shown
    }
}

/// Reads the attributes of a message, in the order of their names.
pub(crate) fn parse(given: Option<&VecMap<MessageAttributeValue>>) -> ApiResult<Vec<Attribute>> {
    let Some(given) = given else { return Ok(Vec::new()) };
    if given.len() > limits::MAX_MESSAGE_ATTRIBUTES {
        return Err(errors::invalid_parameter(format!(
            "Number of message attributes [{}] exceeds the allowed maximum [{}].",
            given.len(),
            limits::MAX_MESSAGE_ATTRIBUTES
        )));
    }
    let mut read =
        given.iter().map(|(name, value)| one(name, value)).collect::<ApiResult<Vec<_>>>()?;
    read.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(read)
}

fn one(name: &str, given: &MessageAttributeValue) -> ApiResult<Attribute> {
    check_name(name)?;
    let data_type = given.data_type.as_str();
    let stem = data_type.split('.').next().unwrap_or(data_type);
    if data_type.is_empty() {
        return Err(errors::invalid_parameter(format!(
            "The message attribute '{name}' must contain a non-empty message attribute type."
        )));
    }
    if !matches!(stem, "String" | "Number" | "Binary")
        || data_type.chars().count() > limits::MAX_ATTRIBUTE_NAME
    {
        return Err(errors::invalid_parameter(format!(
            "The message attribute '{name}' has an invalid message attribute type, the set of supported \
             type prefixes is Binary, Number, and String."
        )));
    }
    if given.string_list_values.as_ref().is_some_and(|l| !l.is_empty())
        || given.binary_list_values.as_ref().is_some_and(|l| !l.is_empty())
    {
        return Err(errors::unsupported(
            "Message attribute list values in SendMessage operation are not supported.",
        ));
    }
    let empty = || {
        errors::invalid_parameter(format!(
            "Message (user) attribute '{name}' must contain a non-empty value of type '{stem}'."
        ))
    };
    let value = if stem == "Binary" {
        let bytes = given.binary_value.as_ref().filter(|b| !b.is_empty()).ok_or_else(empty)?;
        Value::Binary(bytes.to_vec())
    } else {
        let text = given.string_value.as_deref().filter(|t| !t.is_empty()).ok_or_else(empty)?;
        check_text(name, stem, text)?;
        Value::Text(text.to_owned())
    };
    Ok(Attribute { name: name.to_owned(), data_type: data_type.to_owned(), value })
}

fn check_text(name: &str, stem: &str, text: &str) -> ApiResult<()> {
    if stem == "Number" && !is_number(text) {
        return Err(errors::invalid_parameter(format!(
            "Can't cast the value of message (user) attribute '{name}' to a number."
        )));
    }
    match first_forbidden(text) {
        Some(character) => Err(errors::invalid_parameter(format!(
            "Invalid binary character '#x{:X}' was found in the message attribute '{name}' value, the set of \
             allowed characters is #x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
            u32::from(character)
        ))),
        None => Ok(()),
    }
}

/// A decimal number with at most 38 digits, with or without an exponent.
fn is_number(text: &str) -> bool {
    let mantissa = text.split(['e', 'E']).next().unwrap_or(text);
    mantissa.bytes().filter(u8::is_ascii_digit).count() <= 38
        && text.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b))
        && text.parse::<f64>().is_ok_and(f64::is_finite)
}

fn check_name(name: &str) -> ApiResult<()> {
    let refused = |what: &str| errors::invalid_parameter(what.to_owned());
    if name.is_empty() {
        return Err(refused("Message (user) attribute name can not be empty."));
    }
    if name.chars().count() > limits::MAX_ATTRIBUTE_NAME {
        return Err(refused(&format!(
            "Length of message attribute name must be less than {} bytes.",
            limits::MAX_ATTRIBUTE_NAME
        )));
    }
    if !name.chars().all(|c| c.is_alphanumeric() || "_-.".contains(c)) {
        return Err(refused(
            "Invalid non-alphanumeric character was found in the message attribute name. Can only include \
             alphanumeric characters, hyphens, underscores, or dots.",
        ));
    }
    if name.starts_with('.') || name.ends_with('.') {
        return Err(refused("You can't start or end message attribute name with a dot."));
    }
    let lower = name.to_ascii_lowercase();
    if lower.starts_with("aws.") || lower.starts_with("amazon.") {
        return Err(refused(
            "You can't use message attribute names beginning with 'AWS.' or 'Amazon.'. These strings are \
             reserved for internal use.",
        ));
    }
    Ok(())
}

/// Reads the system attributes of a message: the trace header is the only one.
pub(crate) fn parse_system(
    given: Option<&VecMap<MessageSystemAttributeValue>>,
) -> ApiResult<Option<Attribute>> {
    let Some(given) = given else { return Ok(None) };
    let mut header = None;
    for (name, value) in given.iter() {
        if name != TRACE_HEADER {
            return Err(errors::invalid_parameter(format!(
                "Message system attribute name '{name}' is invalid."
            )));
        }
        if value.data_type != "String" {
            return Err(wrong_system_type(name));
        }
        let text = value.string_value.as_deref().filter(|t| !t.is_empty());
        let text = text.ok_or_else(|| {
            errors::invalid_parameter(format!(
                "Message (system) attribute '{name}' must contain a non-empty value of type 'String'."
            ))
        })?;
        header = Some(trace_header(text));
    }
    Ok(header)
}

fn wrong_system_type(name: &str) -> ApiError {
    errors::invalid_parameter(format!(
        "The message system attribute '{name}' has an invalid message system attribute type, the supported \
         type is String."
    ))
}

/// The trace header as the attribute that it is.
pub(crate) fn trace_header(text: &str) -> Attribute {
    Attribute {
        name: TRACE_HEADER.to_owned(),
        data_type: "String".to_owned(),
        value: Value::Text(text.to_owned()),
    }
}

/// Which attributes a receiver asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Wanted {
    all: bool,
    names: Vec<String>,
    prefixes: Vec<String>,
}

impl Wanted {
    /// Reads `MessageAttributeNames`: names, prefixes (`foo.*`), or all of them (`All`, `.*`, `*`).
    pub(crate) fn parse(given: &[String]) -> Wanted {
        let mut wanted = Wanted::default();
        for name in given {
            match name.as_str() {
                "All" | ".*" | "*" => wanted.all = true,
                _ => match name.strip_suffix(".*") {
                    Some(prefix) => wanted.prefixes.push(prefix.to_owned()),
                    None => wanted.names.push(name.clone()),
                },
            }
        }
        wanted
    }

    pub(crate) fn matches(&self, name: &str) -> bool {
        self.all
            || self.names.iter().any(|n| n == name)
            || self.prefixes.iter().any(|p| name.starts_with(p.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(data_type: &str, value: &str) -> MessageAttributeValue {
        MessageAttributeValue {
            data_type: data_type.to_owned(),
            string_value: Some(value.to_owned()),
            ..Default::default()
        }
    }

    #[test]
    fn names() {
        let long = "n".repeat(257);
        for (name, good) in [
            ("attr.1øßä", true),
            ("a_b-c.d", true),
            ("a..b", true),
            (&long[1..], true),
            (&long, false),
            ("", false),
            (".a", false),
            ("a.", false),
            ("AWS.a", false),
            ("aWs.a", false),
            ("amazon.a", false),
            ("awsome", true),
            ("a!", false),
            ("a\"b", false),
            ("a§", false),
            ("a(b", false),
            ("a?", false),
            ("a b", false),
        ] {
            assert_eq!(one(name, &text("String", "v")).is_ok(), good, "{name}");
        }
    }

    #[test]
    fn types_and_values() {
        let long = format!("String.{}", "t".repeat(250));
        for (data_type, value, message) in [
            ("String", "v", None),
            ("String.custom", "v", None),
            ("Number", "-1.5e3", None),
            ("Number.int", "0042", None),
            (
                "Number",
                "abc",
                Some("Can't cast the value of message (user) attribute 'a' to a number."),
            ),
            (
                "Number",
                "inf",
                Some("Can't cast the value of message (user) attribute 'a' to a number."),
            ),
            (
                "String",
                "",
                Some(
                    "Message (user) attribute 'a' must contain a non-empty value of type 'String'.",
                ),
            ),
            (
                "Binary",
                "text",
                Some(
                    "Message (user) attribute 'a' must contain a non-empty value of type 'Binary'.",
                ),
            ),
            (
                "Stringy",
                "v",
                Some(
                    "The message attribute 'a' has an invalid message attribute type, the set of \
                     supported type prefixes is Binary, Number, and String.",
                ),
            ),
            (
                &long,
                "v",
                Some(
                    "The message attribute 'a' has an invalid message attribute type, the set of \
                     supported type prefixes is Binary, Number, and String.",
                ),
            ),
        ] {
            let error = one("a", &text(data_type, value)).err();
            assert_eq!(error.as_ref().and_then(ApiError::message), message, "{data_type}");
        }
        assert!(one("a", &text("String", "a\u{8}b")).is_err());
        assert!(one("a", &text("String", "a\r\n\t€𝄞")).is_ok());
    }

    #[test]
    fn eleven_are_too_many() {
        let given: VecMap<_> = (0..11).map(|i| (format!("a{i}"), text("String", "v"))).collect();
        assert_eq!(
            parse(Some(&given)).expect_err("too many").message(),
            Some("Number of message attributes [11] exceeds the allowed maximum [10].")
        );
    }

    #[test]
    fn what_receivers_ask_for() {
        let cases: [(&[&str], &[&str]); 8] = [
            (&[], &[]),
            (&["All"], &["General", "Hello", "Help.Me"]),
            (&[".*"], &["General", "Hello", "Help.Me"]),
            (&["*"], &["General", "Hello", "Help.Me"]),
            (&["Hel.*"], &["Hello", "Help.Me"]),
            (&["Hello", "Nothing"], &["Hello"]),
            (&["AWS.", "..foo"], &[]),
            (&["hello"], &[]),
        ];
        for (names, expected) in cases {
            let given: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
            let wanted = Wanted::parse(&given);
            let mut matching = vec!["General", "Hello", "Help.Me"];
            matching.retain(|name| wanted.matches(name));
            assert_eq!(matching, expected, "{names:?}");
        }
    }
}
