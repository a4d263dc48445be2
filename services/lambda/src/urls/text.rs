//! Small readings of JSON and headers that more than one part of an answer needs.

use serde_json::value::RawValue;

/// A value as text: a string without its quotes, all else as it is written.
pub(super) fn of_json(raw: &str) -> Option<String> {
    match raw.starts_with('"') {
        true => serde_json::from_str(raw).ok(),
        false => Some(raw.to_owned()),
    }
}

/// JSON without what only parts it.
pub(super) fn compact(raw: &str) -> String {
    let (mut inside, mut escaped) = (false, false);
    let keep = |letter: &char| {
        let kept = inside || !letter.is_ascii_whitespace();
        match letter {
            '"' if !escaped => inside = !inside,
            _ => {}
        }
        escaped = inside && *letter == '\\' && !escaped;
        kept
    };
    raw.chars().filter(keep).collect()
}

/// A header's value: a text, a number, a truth, or a list of them.
pub(super) fn of_header(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'{' => None,
        b'[' => {
            let all = serde_json::from_str::<Vec<&RawValue>>(raw).ok()?;
            let all: Option<Vec<String>> = all.iter().map(|one| of_single(one.get())).collect();
            all.map(|all| all.join(","))
        }
        _ => of_single(raw),
    }
}

fn of_single(raw: &str) -> Option<String> {
    match raw {
        "null" => Some(String::new()),
        _ if raw.starts_with(['{', '[']) => None,
        _ => of_json(raw),
    }
}

/// Whether HTTP can say it.
pub(super) fn is_header(name: &str, value: &str) -> bool {
    const MARKS: &[u8] = b"!#$%&'*+-.^_`|~";
    let letter = |b: u8| b.is_ascii_alphanumeric() || MARKS.contains(&b);
    let visible = |b: u8| b == b'\t' || (b >= b' ' && b != 0x7f);
    !name.is_empty() && name.bytes().all(letter) && value.bytes().all(visible)
}

/// A text as JSON.
pub(super) fn quoted(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_default()
}
