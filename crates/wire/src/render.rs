//! Values as AWS shows them in validation errors, which is as Java prints them: `[a, b]`, `{k=v}`.

use schema::Document;

/// Most text that is rendered.
const MAX: usize = 8 << 10;

/// Appends a document.
pub(crate) fn document(value: &Document, out: &mut String) {
    if out.len() > MAX {
        return;
    }
    match value {
        Document::Null => out.push_str("null"),
        Document::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
        Document::Integer(n) => out.push_str(&n.to_string()),
        Document::Float(n) => out.push_str(&n.to_string()),
        Document::String(text) => out.push_str(text),
        Document::Array(elements) => {
            list(out, '[', ']', elements, document);
        }
        Document::Object(entries) => list(out, '{', '}', entries, |(key, value), out| {
            out.push_str(key);
            out.push('=');
            document(value, out);
        }),
    }
}

/// Appends `items` between brackets.
pub(crate) fn list<T>(
    out: &mut String,
    open: char,
    close: char,
    items: impl IntoIterator<Item = T>,
    mut each: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (i, item) in items.into_iter().enumerate() {
        if i > 0 {
            out.push_str(", ");
        }
        each(item, out);
        if out.len() > MAX {
            break;
        }
    }
    out.push(close);
}
