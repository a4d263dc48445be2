//! Dates: the W3C profile of ISO 8601 from the year alone to fractions of a second, or seconds of the epoch.
//! Ref: <https://www.w3.org/TR/NOTE-datetime>

use clock::Timestamp;

use crate::value::Value;

pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('-') {
        // Four digits are a year; no other number of seconds is of any use.
        None if text.len() == 4 && digits(text) => iso(&format!("{text}-01-01")),
        None if digits(text) => text.parse().ok().map(Timestamp::from_secs),
        Some((year, month)) if year.len() == 4 && month.len() == 2 => iso(&format!("{text}-01")),
        _ => iso(text),
    }
}

fn iso(text: &str) -> Option<Timestamp> {
    Timestamp::parse_iso8601(text).ok()
}

pub(super) fn read(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Time(at) => Some(*at),
        Value::Integer(seconds) => Some(Timestamp::from_secs(*seconds)),
        Value::Text(text) => parse(text),
        Value::Word(word) => parse(word),
        Value::Bool(_) | Value::Ip(_) | Value::Binary(_) => None,
    }
}
