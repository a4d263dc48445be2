//! Regular expressions of the models: compiled on first use and kept. They are written for Java, whose `\w`,
//! `\d` and `\s` mean ASCII, so those are spelled out before compiling.
//! Ref: <https://smithy.io/2.0/spec/constraint-traits.html#pattern-trait>

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use fancy_regex::{Regex, RegexBuilder};
use parking_lot::RwLock;

/// Steps of backtracking after which a match is given up.
const BACKTRACK_LIMIT: usize = 100_000;

type Compiled = Option<Arc<Regex>>;

/// By the address of the pattern in the schema, which lives as long as the process.
static CACHE: LazyLock<RwLock<HashMap<usize, Compiled>>> = LazyLock::new(RwLock::default);

/// Whether the whole of `text` matches. A pattern that our engine cannot compile, or a match that takes
/// too many steps, accepts: we must not refuse what AWS may take.
pub(crate) fn matches(pattern: &'static str, text: &str) -> bool {
    compiled(pattern).is_none_or(|regex| regex.is_match(text).unwrap_or(true))
}

fn compiled(pattern: &'static str) -> Compiled {
    let address = pattern.as_ptr().addr();
    if let Some(found) = CACHE.read().get(&address) {
        return found.clone();
    }
    let regex = RegexBuilder::new(&format!(r"\A(?:{})\z", ascii_classes(pattern)))
        .backtrack_limit(BACKTRACK_LIMIT)
        .delegate_size_limit(4 << 20)
        .build()
        .ok()
        .map(Arc::new);
    CACHE.write().insert(address, regex.clone());
    regex
}

/// Spells out `\w`, `\d` and `\s` as their ASCII ranges, within and outside brackets.
fn ascii_classes(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 16);
    let mut chars = pattern.chars().peekable();
    let mut in_class = false;
    while let Some(c) = chars.next() {
        if c != '\\' {
            in_class = match c {
                '[' => true,
                ']' => false,
                _ => in_class,
            };
            out.push(c);
            continue;
        }
        let ranges = match chars.peek() {
            Some('w') => "a-zA-Z0-9_",
            Some('d') => "0-9",
            Some('s') => r" \t\n\x0B\f\r",
            next => {
                out.push('\\');
                out.extend(next);
                chars.next();
                continue;
            }
        };
        chars.next();
        if !in_class {
            out.push('[');
            out.push_str(ranges);
            out.push(']');
            continue;
        }
        out.push_str(ranges);
        // `[\w-.]` means a hyphen, and must not become the end of a range.
        if chars.peek() == Some(&'-') {
            chars.next();
            out.push_str(r"\-");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_text_ascii_classes_and_lookaround() {
        let cases = [
            (r"[\w+=,.@-]*", "Session1", true),
            (r"[\w+=,.@-]*", "Session1:2", false),
            (r"[\w-.]+", "a-b.c", true),
            (r"[\w]+", "é", false),
            (r"\d{3}", "1234", false),
            (r"((?!^\d+$)^[0-9a-zA-Z-_]+$)", "1", false),
            (r"((?!^\d+$)^[0-9a-zA-Z-_]+$)", "a1", true),
            (r"arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+", "r1", false),
            // What does not compile accepts.
            (r"(unclosed", "anything", true),
        ];
        for (pattern, text, want) in cases {
            assert_eq!(matches(pattern, text), want, "{pattern} on {text}");
        }
    }

    #[test]
    fn catastrophic_patterns_end() {
        assert!(matches(r"(?=(a+)+$)(a+)+$", &"a".repeat(30)));
        let _ends = matches(r"(?!(a|aa)+c)(a|aa)+b", &"a".repeat(5_000));
    }
}
