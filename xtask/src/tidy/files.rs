//! Budgets of files and functions, and the opening comment.

use super::{Findings, crate_folders};
use crate::{Result, tree};

/// Longer files are heaps of several things.
const FILE_LINES: usize = 800;
/// Longer functions hide their structure.
const FUNCTION_LINES: usize = 70;

pub(super) fn check() -> Result<Findings> {
    let mut found = Vec::new();
    for folder in crate_folders() {
        for path in tree::files(&tree::path(&folder), "rs") {
            let name = tree::relative(&path);
            check_text(&name, &tree::read(&path)?, &mut found);
        }
    }
    Ok(found)
}

fn check_text(name: &str, text: &str, found: &mut Findings) {
    if !text.starts_with("//!") {
        found.push(format!("{name}: opens without `//!`: say what it is, why, and its reference"));
    }
    if text.lines().take(4).any(|line| line.starts_with("// @generated")) {
        return;
    }
    let lines = text.lines().count();
    if lines > FILE_LINES {
        found.push(format!("{name}: {lines} lines, more than {FILE_LINES}: split it"));
    }
    for (at, function, lines) in functions(text) {
        if lines > FUNCTION_LINES {
            found.push(format!(
                "{name}:{at}: `{function}` has {lines} lines, more than {FUNCTION_LINES}: split it"
            ));
        }
    }
}

/// First line, name and length of every function. Formatted code closes a function with a brace at the
/// indent at which it begins, so no parser is needed.
fn functions(text: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        if line.ends_with('}') {
            continue;
        }
        let indent = &line[..line.len() - line.trim_start().len()];
        let close = format!("{indent}}}");
        let declared = format!("{indent}    ");
        for (length, later) in lines[at..].iter().enumerate() {
            if *later == close {
                found.push((at + 1, name.to_owned(), length + 1));
                break;
            }
            // A declaration without body ends with a semicolon at its own indent.
            if later.ends_with(';') && !later.starts_with(&declared) {
                break;
            }
        }
    }
    found
}

fn function_name(line: &str) -> Option<&str> {
    let mut rest = line.trim_start();
    loop {
        if let Some(after) = rest.strip_prefix("fn ") {
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_')?;
            return Some(&after[..end]);
        }
        let (word, after) = rest.split_once(' ')?;
        let qualifier = matches!(word, "pub" | "const" | "async" | "unsafe" | "extern")
            || (word.starts_with("pub(") && word.ends_with(')'));
        if !qualifier {
            return None;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_are_measured_by_their_indent() {
        let text = "impl X {\n    pub(crate) async fn one(\n        a: u8,\n    ) -> u8 {\n        a\n    }\n\n    \
                    fn two();\n}\n\nfn three() {}\nfn four() {\n    let s = \";\";\n}\n";
        let found = functions(text);
        assert_eq!(found, [(2, "one".to_owned(), 5), (12, "four".to_owned(), 3)]);
    }

    #[test]
    fn long_files_and_missing_headers_are_found() {
        let mut found = Vec::new();
        check_text("a.rs", &"x\n".repeat(801), &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
        check_text("b.rs", &format!("//! b\n// @generated\n{}", "x\n".repeat(801)), &mut found);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
