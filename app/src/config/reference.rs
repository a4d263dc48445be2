//! The list of keys as a page of documentation and as a commented file, so that neither can go stale.

use super::environment::{DOCKER, LOCALSTACK};
use super::{KEYS, Key, keys::Kind};

/// The text of docs/configuration.md.
pub fn markdown() -> String {
    let mut out = String::from(MARKDOWN_HEAD);
    for key in KEYS {
        out += &format!("\n## {}\n\n{}\n\n", key.name, key.about);
        out += &format!("- Values: {}\n", key.values);
        let default = if key.default.is_empty() { "unset" } else { key.default };
        out += &format!("- Default: `{default}`\n");
        out += &format!("- File: `{}`\n", example(key));
        out += &format!("- Environment: `{}`\n", key.variable());
        let value = if key.kind == Kind::Switch { "" } else { " ..." };
        out += &format!("- Flag: `{}{value}`\n", key.flag());
        for (variable, _, _) in LOCALSTACK.iter().filter(|(_, name, _)| *name == key.name) {
            out += &format!("- Also set by LocalStack's `{variable}`\n");
        }
        for (variable, _, _) in DOCKER.iter().filter(|(_, name, _)| *name == key.name) {
            out += &format!("- Also set by Docker's `{variable}`\n");
        }
    }
    out
}

/// The text of a new `stratus.toml`: every key with its default, commented out.
pub fn commented_file() -> String {
    let mut out =
        String::from("# Stratus. Every key is shown with its default; remove the # to set it.\n");
    for key in KEYS {
        out.push('\n');
        for line in wrap(&format!("{} Values: {}.", key.about, key.values), 96) {
            out += &format!("# {line}\n");
        }
        out += &format!("#{}\n", example(key));
    }
    out
}

/// The key with its default as a line of the file.
fn example(key: &Key) -> String {
    let (name, default) = (key.name, key.default);
    match key.kind {
        Kind::List if default.is_empty() => format!("{name} = []"),
        Kind::List => format!("{name} = [\"{default}\"]"),
        Kind::Switch => format!("{name} = {default}"),
        Kind::Number if default.parse::<u64>().is_ok() => format!("{name} = {default}"),
        Kind::Text | Kind::Number => format!("{name} = \"{default}\""),
    }
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.len() - 1;
        let line = &mut lines[last];
        if line.is_empty() {
            line.push_str(word);
        } else if line.len() + 1 + word.len() <= width {
            line.push(' ');
            line.push_str(word);
        } else {
            lines.push(word.to_owned());
        }
    }
    lines
}

const MARKDOWN_HEAD: &str = "\
# Configuration

<!-- Written by `stratus config --reference`, from app/src/config/keys.rs. A test compares them. -->

Nothing needs to be configured. What you do configure can stand in three places; a later one wins:

1. the file `stratus.toml` in the current folder, or the one that `--config FILE` or `STRATUS_CONFIG` names,
2. environment variables,
3. flags of `stratus start`.

`stratus config` shows every key, the value that holds, and where it came from; `stratus config --init` writes
a commented `stratus.toml`. An unknown key in the file is an error; an unknown `STRATUS_` variable is a warning.
`STRATUS_ENDPOINT` tells the commands that talk to a running cloud where it is, when it is not the one of the
data directory; `--data` goes before it.
";

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::{Config, Values, file};
    use super::*;

    #[test]
    fn the_page_of_documentation_is_fresh() {
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/configuration.md");
        let found = std::fs::read_to_string(page).expect("the page is there");
        assert!(
            found == markdown(),
            "docs/configuration.md is stale: cargo run -- config --reference > docs/configuration.md"
        );
    }

    #[test]
    fn the_commented_file_says_the_defaults_when_uncommented() {
        let text = commented_file();
        let uncommented: String = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(key) if !key.starts_with(' ') => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let mut values = Values::default();
        file::parse(&uncommented, Path::new("stratus.toml"), &mut values).expect("it parses");
        assert!(values.all().all(|(_, said)| said.origin.to_string().starts_with("stratus.toml:")));
        let said = Config::from_values(&values).expect("all values are good");
        let default = Config::from_values(&Values::default()).expect("defaults are good");
        assert_eq!(said, default);
        let mut values = Values::default();
        file::parse(&text, Path::new("stratus.toml"), &mut values).expect("it parses");
        assert!(values.all().all(|(_, said)| said.origin.to_string() == "default"));
    }
}
