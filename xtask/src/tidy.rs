//! `cargo xtask tidy`: the rules that no compiler knows. Each check returns what it found, as a line for each.

mod files;
mod layers;
mod ops;
mod state_keys;

use crate::args::Args;
use crate::{Result, tree};

/// One breach of a rule: where, and what to do.
type Findings = Vec<String>;

pub(crate) fn run(args: Args) -> Result {
    args.rest()?;
    let findings = findings()?;
    if findings.is_empty() {
        println!("tidy");
        return Ok(());
    }
    Err(format!("{} findings\n  {}", findings.len(), findings.join("\n  ")).into())
}

fn findings() -> Result<Findings> {
    let mut all = files::check()?;
    all.extend(manifests()?);
    all.extend(layers::check()?);
    all.extend(ops::check()?);
    all.extend(state_keys::check()?);
    Ok(all)
}

/// Every crate inherits version, edition and lints.
fn manifests() -> Result<Findings> {
    let mut found = Vec::new();
    for folder in crate_folders() {
        let path = tree::path(&folder).join("Cargo.toml");
        let text = tree::read(&path)?;
        for line in
            ["version.workspace = true", "edition.workspace = true", "[lints]\nworkspace = true"]
        {
            if !text.contains(line) {
                found.push(format!("{folder}/Cargo.toml: lacks `{}`", line.replace('\n', " ")));
            }
        }
    }
    Ok(found)
}

/// Folders of the workspace's crates, relative to the root.
fn crate_folders() -> Vec<String> {
    let mut folders = vec!["app".to_owned(), "xtask".to_owned()];
    for group in ["crates", "gen", "services"] {
        let names = tree::folders(&tree::path(group)).into_iter();
        folders.extend(names.map(|name| format!("{group}/{name}")));
    }
    folders
}

#[cfg(test)]
mod tests {
    /// The same as `cargo xtask tidy`, so that a plain test run has it too.
    #[test]
    fn the_tree_is_tidy() {
        assert_eq!(super::findings().unwrap(), [] as [String; 0]);
    }
}
