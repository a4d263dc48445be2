//! Names of tables, jobs and consumers stand in stored data: each is listed, and none is used again for
//! something else.

use std::collections::BTreeSet;

use super::Findings;
use crate::{Result, tree};

const LIST: &str = "docs/state-keys.txt";
/// What declares a stored name, which is the string that follows.
const DECLARATIONS: [&str; 3] = ["Table::new(", "Job::new(", "ConsumerEntry {"];

pub(super) fn check() -> Result<Findings> {
    let list = tree::read(&tree::path(LIST))?;
    let lines = list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let (retired, live): (Vec<&str>, Vec<&str>) = lines.partition(|l| l.ends_with(" retired"));
    let retired: BTreeSet<&str> = retired.iter().map(|l| l.trim_end_matches(" retired")).collect();
    let live: BTreeSet<&str> = live.into_iter().collect();
    let mut found = Vec::new();
    let mut used = BTreeSet::new();
    for group in ["crates/kernel/src", "services"] {
        for file in tree::files(&tree::path(group), "rs") {
            let place = tree::relative(&file);
            if place.contains("/tests/") {
                continue;
            }
            for name in names(&tree::read(&file)?) {
                if retired.contains(name.as_str()) {
                    found
                        .push(format!("{place}: {name} is retired in {LIST}: choose another name"));
                } else if !live.contains(name.as_str()) {
                    found.push(format!("{place}: {name} is not in {LIST}: add it"));
                }
                used.insert(name);
            }
        }
    }
    let gone = live.iter().filter(|name| !used.contains(**name));
    found
        .extend(gone.map(|name| format!("{LIST}: {name} is used no more: write `{name} retired`")));
    Ok(found)
}

/// The names that a source declares: strings of the form `service.thing` right after a declaration.
fn names(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for declaration in DECLARATIONS {
        for (at, _) in source.match_indices(declaration) {
            let after = &source[at + declaration.len()..];
            let Some(name) = after.split('"').nth(1) else { continue };
            let lead = after.split('"').next().unwrap_or_default();
            if lead.trim().is_empty() && name.contains('.') {
                found.push(name.to_owned());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn declared_names_are_found() {
        let source = "static A: Table<K, R> = Table::new(\n    \"x.a\", Scope::Account, 1);\n\
                      const J: Job<P> = Job::new(\"x.j\"); let other = \"x.z\";";
        assert_eq!(names(source), ["x.a", "x.j"]);
    }
}
