//! Reads a table: lines to calls.

use serde_json::{Deserializer, Map, Value};

use super::expand::expand;

/// What a line says.
pub(super) enum Line {
    /// A call that must succeed, and perhaps a name for something in its answer.
    Setup { operation: String, input: Value, binding: Option<(String, String)> },
    /// Time moves on, by seconds.
    Clock(u64),
    /// A call and what it is told.
    Row(Row),
}

/// A call and what it is told.
pub(super) struct Row {
    pub(super) operation: String,
    pub(super) input: Value,
    /// The request as the row has it.
    pub(super) written: String,
    /// `ok`, or the error's code.
    pub(super) code: String,
    pub(super) message: String,
    pub(super) known: String,
}

/// The lines of a table with their numbers.
pub(super) fn parse(name: &str, text: &str) -> Vec<(usize, Line)> {
    let mut out = Vec::new();
    let mut base: Option<(String, Map<String, Value>)> = None;
    for (number, line) in joined(text) {
        let fail = |what: &str| -> ! { panic!("{name}:{number}: {what}: {line}") };
        let (word, rest) = line.split_once(' ').unwrap_or((&line, ""));
        match word {
            "setup" => out.push((number, setup(rest))),
            "clock" => match rest.strip_suffix('s').and_then(|n| n.parse().ok()) {
                Some(seconds) => out.push((number, Line::Clock(seconds))),
                None => fail("no number of seconds"),
            },
            "call" => {
                let (operation, json) = rest.split_once(' ').unwrap_or((rest, "{}"));
                match serde_json::from_str(json) {
                    Ok(Value::Object(fields)) => base = Some((operation.to_owned(), fields)),
                    _ => fail("no JSON object"),
                }
            }
            "each" => match &base {
                Some(base) => {
                    let (words, row) = rest.split_once(" : ").unwrap_or_else(|| fail("no words"));
                    for word in words.split(' ') {
                        let row = row.replace("$word", word);
                        out.push((number, Line::Row(self::row(base, &row))));
                    }
                }
                None => fail("no call before it"),
            },
            _ if word.starts_with('{') => match &base {
                Some(base) => out.push((number, Line::Row(row(base, &line)))),
                None => fail("no call before it"),
            },
            _ => fail("neither a row nor a word of the grammar"),
        }
    }
    out
}

/// Lines without comments; an indented line goes on with the one before it.
fn joined(text: &str) -> Vec<(usize, String)> {
    let mut out: Vec<(usize, String)> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match out.last_mut() {
            Some((_, last)) if line.starts_with(' ') => {
                last.push(' ');
                last.push_str(line.trim());
            }
            _ => out.push((at + 1, line.trim_end().to_owned())),
        }
    }
    out
}

/// `Operation {input} [-> name /json/pointer]`
fn setup(rest: &str) -> Line {
    let (rest, binding) = match rest.split_once(" -> ") {
        Some((call, binding)) => {
            let (name, path) = binding.split_once(' ').expect("a name and a pointer");
            (call, Some((name.to_owned(), path.to_owned())))
        }
        None => (rest, None),
    };
    let (operation, json) = rest.split_once(' ').unwrap_or((rest, "{}"));
    let input = expand(serde_json::from_str(json).unwrap_or_else(|e| panic!("{json}: {e}")), None);
    Line::Setup { operation: operation.to_owned(), input, binding }
}

/// A row: members take the place of the base's, and null takes them away.
fn row((operation, base): &(String, Map<String, Value>), line: &str) -> Row {
    let mut values = Deserializer::from_str(line).into_iter::<Map<String, Value>>();
    let fields = values.next().and_then(Result::ok).unwrap_or_else(|| panic!("no JSON: {line}"));
    let (written, rest) = line.split_at(values.byte_offset());
    let parts: Vec<&str> = rest.trim_start_matches(" | ").split(" | ").collect();
    let [code, message, known] = parts[..] else { panic!("code | message | known: {line}") };
    let mut input = base.clone();
    for (name, value) in fields {
        if value.is_null() {
            input.remove(&name);
        } else {
            input.insert(name, value);
        }
    }
    Row {
        operation: operation.clone(),
        input: expand(Value::Object(input), None),
        written: written.to_owned(),
        code: code.trim().to_owned(),
        message: message.to_owned(),
        known: known.trim().to_owned(),
    }
}
