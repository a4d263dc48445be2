//! How the words of messages are known: `wording.txt`, a line each: `known | message | where`.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

use super::table::Row;

/// The ways of knowing, the best first.
pub(super) const KNOWN: [&str; 5] = ["recorded", "documented", "quoted", "local", "assumed"];

/// Messages with how they are known.
pub(super) struct Wording {
    entries: Vec<Entry>,
    used: RefCell<BTreeSet<usize>>,
}

struct Entry {
    known: String,
    message: String,
}

impl Wording {
    pub(super) fn read(file: &Path) -> Wording {
        let text = std::fs::read_to_string(file).expect("wording.txt can be read");
        let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        let entries: Vec<Entry> = lines.map(entry).collect();
        Wording { entries, used: RefCell::default() }
    }

    /// What is wrong with what a row says of its message, if anything.
    pub(super) fn problem(&self, row: &Row) -> Option<String> {
        if !KNOWN.contains(&row.known.as_str()) {
            return Some(format!("known as one of {KNOWN:?}, not {:?}", row.known));
        }
        if row.code == "ok" {
            return None;
        }
        let message = row.message.trim_start_matches("reasons ");
        let mut found = self.entries.iter().enumerate();
        let Some((at, entry)) = found.find(|(_, entry)| matches(&entry.message, message)) else {
            return Some(format!("wording.txt does not know {message:?}"));
        };
        self.used.borrow_mut().insert(at);
        (entry.known != row.known)
            .then(|| format!("{} in the row, {} in wording.txt", row.known, entry.known))
    }

    /// Messages that no row has.
    pub(super) fn unused(&self) -> Vec<String> {
        let used = self.used.borrow();
        let all = self.entries.iter().enumerate();
        all.filter(|(at, _)| !used.contains(at)).map(|(_, entry)| entry.message.clone()).collect()
    }
}

fn entry(line: &str) -> Entry {
    let parts: Vec<&str> = line.split(" | ").collect();
    let [known, message, place] = parts[..] else { panic!("known | message | where: {line}") };
    assert!(KNOWN.contains(&known), "{line}");
    assert!(!place.trim().is_empty(), "{line}");
    Entry { known: known.to_owned(), message: message.to_owned() }
}

/// Whether `text` is `pattern`, in which `…` stands for anything.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let Some((first, mut rest)) = pattern.split_once('…') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(first) else { return false };
    while let Some((part, more)) = rest.split_once('…') {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
        rest = more;
    }
    text.ends_with(rest)
}

#[test]
fn patterns_stand_for_anything() {
    for (pattern, text, same) in [
        ("abc", "abc", true),
        ("abc", "abcd", false),
        ("a…c", "a b c", true),
        ("a…c", "a b d", false),
        ("…b…d", "xbyd", true),
        ("…", "", true),
        ("ab…b", "ab", false),
    ] {
        assert_eq!(matches(pattern, text), same, "{pattern} {text}");
    }
}
