//! The documentation names only what is there: links, paths and commands.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages that people read first, and all below docs/.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<_> = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "ARCHITECTURE.md"]
        .map(|name| root().join(name))
        .into();
    let mut folders = vec![root().join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "md") {
                pages.push(path);
            }
        }
    }
    pages
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// What stands between `open` and `close`, each time.
fn between<'a>(text: &'a str, open: &'a str, close: &'a str) -> impl Iterator<Item = &'a str> {
    text.split(open).skip(1).filter_map(move |rest| rest.split_once(close).map(|(inner, _)| inner))
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for page in pages() {
        let text = read(&page);
        for target in between(&text, "](", ")") {
            let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
            if target.contains("://") || file.is_empty() {
                continue;
            }
            let path = page.parent().expect("a page is in a folder").join(file);
            let heading = || {
                read(&path).lines().any(|line| {
                    let slug = line.trim_start_matches('#').trim().to_lowercase().replace(' ', "-");
                    line.starts_with('#') && slug == anchor
                })
            };
            if !path.exists() || (!anchor.is_empty() && !heading()) {
                broken.push(format!("{}: {target}", page.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{broken:#?}");
}

#[test]
fn recipes_name_files_that_are_there() {
    const TOPS: [&str; 6] = ["app/", "crates/", "services/", "gen/", "docs/", "sdk-tests/"];
    // What a reader makes first, following the recipe.
    const MADE: [&str; 4] = ["gen/sns", "services/sns", "NAME", "services/sqs/tests/scenarios"];
    let mut missing = Vec::new();
    let recipes = pages().into_iter().filter(|page| {
        page.ends_with("CONTRIBUTING.md") || page.to_string_lossy().contains("/recipes/")
    });
    for page in recipes {
        let text = read(&page);
        for word in text.split('`').skip(1).step_by(2) {
            let path = TOPS.iter().any(|top| word.starts_with(top)) && !word.contains(' ');
            if path && !MADE.iter().any(|made| word.contains(made)) && !root().join(word).exists() {
                missing.push(format!("{}: {word}", page.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn pages_name_commands_that_are_there() {
    let xtask = read(&root().join("xtask/src/main.rs"));
    let mut unknown = Vec::new();
    for page in pages() {
        let text = read(&page);
        for rest in text.split("cargo xtask ").skip(1) {
            let command: String =
                rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if !xtask.contains(&format!("Some(\"{command}\")")) && command != "help" {
                unknown.push(format!("{}: cargo xtask {command}", page.display()));
            }
        }
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}
