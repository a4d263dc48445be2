//! A value of the request context. Typed, so that comparing a time or an address costs no parsing.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html>

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;

/// One value of a context key. Every operator reads every variant: what does not fit does not match.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Text; also the form in which values of unknown type come.
    Text(Arc<str>),
    /// Text that is written in the source: an enumeration's word, for which nothing is copied.
    Word(&'static str),
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Bool(bool),
    /// A point in time, written `2020-01-01T00:00:00Z` where text is wanted.
    Time(Timestamp),
    /// An address.
    Ip(IpAddr),
    /// Bytes, written in base64 where text is wanted.
    Binary(Arc<[u8]>),
}

impl Value {
    /// The value as text: what variables put in place and what string operators compare.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Value::Text(text) => Cow::Borrowed(text),
            Value::Word(word) => Cow::Borrowed(word),
            Value::Bool(true) => Cow::Borrowed("true"),
            Value::Bool(false) => Cow::Borrowed("false"),
            Value::Integer(number) => Cow::Owned(number.to_string()),
            Value::Time(at) => Cow::Owned(at.iso8601()),
            Value::Ip(ip) => Cow::Owned(ip.to_string()),
            Value::Binary(bytes) => Cow::Owned(STANDARD.encode(bytes)),
        }
    }

    /// Whether the value is an empty text, which set operators treat as no value.
    pub(crate) fn is_empty_text(&self) -> bool {
        match self {
            Value::Text(text) => text.is_empty(),
            Value::Word(word) => word.is_empty(),
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(text.into())
    }
}

impl From<Arc<str>> for Value {
    fn from(text: Arc<str>) -> Value {
        Value::Text(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Value {
        Value::Bool(value)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Value {
        Value::Integer(value)
    }
}

impl From<Timestamp> for Value {
    fn from(value: Timestamp) -> Value {
        Value::Time(value)
    }
}

impl From<IpAddr> for Value {
    fn from(value: IpAddr) -> Value {
        Value::Ip(value)
    }
}
