//! What a query sees of an event, and what it makes of it.

use std::cmp::Ordering;
use std::fmt;

use kernel::Timestamp;

use crate::pattern::json::Json;

/// A value. What is not there is no value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Number(f64),
    Text(String),
}

impl Value {
    pub(crate) fn truth(truth: bool) -> Value {
        Value::Number(if truth { 1.0 } else { 0.0 })
    }

    /// As a number, when it is one or reads like one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Text(text) => text.trim().parse().ok().filter(|n: &f64| n.is_finite()),
        }
    }

    /// Numbers before texts, each in its own order.
    pub(crate) fn order(&self, other: &Value) -> Ordering {
        match (self.number(), other.number()) {
            (Some(a), Some(b)) => a.total_cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => self.to_string().cmp(&other.to_string()),
        }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Text(text) => f.write_str(text),
            Value::Number(number) if number.fract() == 0.0 && number.abs() < 1e15 => {
                write!(f, "{number:.0}")
            }
            Value::Number(number) => {
                let text = format!("{number:.4}");
                f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
            }
        }
    }
}

/// An event as a query sees it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Record {
    /// Milliseconds.
    pub(crate) time: i64,
    pub(crate) ingested: i64,
    pub(crate) stream: String,
    /// `ACCOUNT:GROUP`.
    pub(crate) log: String,
    pub(crate) message: String,
    pub(crate) pointer: String,
    /// The message, when it is JSON.
    pub(crate) json: Option<Json>,
}

/// A row of a query: an event, where it is one, and what commands made.
#[derive(Clone, Debug, Default)]
pub(crate) struct Row {
    pub(crate) event: Option<Record>,
    made: Vec<(String, Option<Value>)>,
}

impl Row {
    pub(crate) fn of(mut record: Record) -> Row {
        record.json = Json::of_message(&record.message);
        Row { event: Some(record), made: Vec::new() }
    }

    pub(crate) fn set(&mut self, name: &str, value: Option<Value>) {
        match self.made.iter_mut().find(|(own, _)| own == name) {
            Some((_, old)) => *old = value,
            None => self.made.push((name.to_owned(), value)),
        }
    }

    /// The value of a field.
    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        if let Some((_, value)) = self.made.iter().find(|(own, _)| own == name) {
            return value.clone();
        }
        let event = self.event.as_ref()?;
        match name {
            "@timestamp" => Some(Value::Number(event.time as f64)),
            "@ingestionTime" => Some(Value::Number(event.ingested as f64)),
            "@message" => Some(Value::Text(event.message.clone())),
            "@logStream" => Some(Value::Text(event.stream.clone())),
            "@log" => Some(Value::Text(event.log.clone())),
            "@ptr" => Some(Value::Text(event.pointer.clone())),
            name => value_of(look(event.json.as_ref()?, name)?),
        }
    }

    /// The value of a field as it is shown: times as people read them.
    pub(crate) fn show(&self, name: &str) -> Option<String> {
        let value = self.get(name)?;
        let is_time = matches!(name, "@timestamp" | "@ingestionTime") || name.starts_with("bin(");
        match value {
            Value::Number(millis) if is_time => Some(show_time(millis as i64)),
            value => Some(value.to_string()),
        }
    }
}

/// `2026-01-01 00:00:00.000`.
fn show_time(millis: i64) -> String {
    let text = Timestamp::from_millis(millis).iso8601_millis();
    text.replace('T', " ").trim_end_matches('Z').to_owned()
}

/// A member by its name, or by a way of names and indexes between points.
fn look<'j>(json: &'j Json, name: &str) -> Option<&'j Json> {
    let direct = match json {
        Json::List(elements) => name.parse::<usize>().ok().and_then(|at| elements.get(at)),
        other => other.member(name),
    };
    if direct.is_some() {
        return direct;
    }
    let (first, rest) = name.split_once('.')?;
    let step = match json {
        Json::List(elements) => elements.get(first.parse::<usize>().ok()?)?,
        other => other.member(first)?,
    };
    look(step, rest)
}

fn value_of(json: &Json) -> Option<Value> {
    match json {
        Json::Null => None,
        Json::Bool(truth) => Some(Value::truth(*truth)),
        Json::Number(number) => Some(Value::Number(*number)),
        other => Some(Value::Text(other.text())),
    }
}
