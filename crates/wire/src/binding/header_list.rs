//! Lists within one header: elements between commas, quoted where they hold any.
//! Ref: <https://smithy.io/2.0/spec/http-bindings.html#httpheader-serialization-rules>

use std::borrow::Cow;

/// The elements of a header's value. HTTP dates hold one comma themselves.
pub(super) fn split(value: &str, dates: bool) -> Vec<Cow<'_, str>> {
    let mut out = Vec::new();
    let mut rest = value.trim();
    while !rest.is_empty() {
        let (element, after) = if rest.starts_with('"') {
            quoted(rest)
        } else {
            let (element, after) = plain(rest, dates);
            (Cow::Borrowed(element.trim()), after)
        };
        out.push(element);
        rest = after.trim_start();
    }
    out
}

fn plain(rest: &str, dates: bool) -> (&str, &str) {
    let first = rest.find(',').unwrap_or(rest.len());
    let end = match rest.get(first + 1..) {
        Some(after) if dates => after.find(',').map_or(rest.len(), |at| first + 1 + at),
        _ => first,
    };
    (&rest[..end], rest.get(end + 1..).unwrap_or(""))
}

/// An element in quotes, and what follows the comma after it.
fn quoted(rest: &str) -> (Cow<'_, str>, &str) {
    let mut out = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => out.extend(chars.next().map(|(_, c)| c)),
            '"' => {
                let after = rest[at + 1..].split_once(',').map_or("", |(_, after)| after);
                return (Cow::Owned(out), after);
            }
            _ => out.push(c),
        }
    }
    (Cow::Owned(out), "")
}

/// Appends an element to a header's value.
pub(super) fn join(out: &mut String, element: &str, quotable: bool) {
    if !out.is_empty() {
        out.push_str(", ");
    }
    if quotable && element.contains([',', '"']) {
        out.push('"');
        for c in element.chars() {
            if matches!(c, '"' | '\\') {
                out.push('\\');
            }
            out.push(c);
        }
        out.push('"');
    } else {
        out.push_str(element);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splits_and_joins() {
        let cases: [(&str, &[&str]); 5] = [
            ("a, b,c", &["a", "b", "c"]),
            (r#""b,c", "\"def\"", a"#, &["b,c", "\"def\"", "a"]),
            ("", &[]),
            ("one", &["one"]),
            (r#""open"#, &["open"]),
        ];
        for (value, want) in cases {
            assert_eq!(split(value, false), want, "{value}");
        }
        let dates = "Mon, 16 Dec 2019 23:48:18 GMT, Tue, 17 Dec 2019 23:48:18 GMT";
        assert_eq!(split(dates, true).len(), 2);
        let mut joined = String::new();
        for element in ["b,c", "\"def\"", "a"] {
            join(&mut joined, element, true);
        }
        assert_eq!(joined, r#""b,c", "\"def\"", a"#);
    }
}
