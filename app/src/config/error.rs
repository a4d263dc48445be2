//! What can be wrong with a configuration: where it stands, why, and what would be right.

use std::path::PathBuf;

use super::Origin;

/// Why a configuration does not hold.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read {}: {source}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{}:{line}: {message}", path.display())]
    Syntax {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// What the parser said.
        message: String,
    },
    /// The file holds a key that does not exist.
    #[error("{}:{line}: there is no key '{key}'", path.display())]
    UnknownKey {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
        /// The key as written.
        key: String,
    },
    /// A value that its key does not take.
    #[error("{origin}: {key} cannot be '{value}': {why}")]
    Value {
        /// Where it was said.
        origin: Origin,
        /// The key.
        key: &'static str,
        /// The value as written.
        value: String,
        /// What is wrong with it.
        why: String,
    },
}

impl ConfigError {
    /// What to do next.
    pub fn hint(&self) -> String {
        match self {
            ConfigError::Unreadable { .. } => {
                "name an existing file with --config, or write one with `stratus config --init`"
                    .to_owned()
            }
            ConfigError::Syntax { .. } => {
                "the file is TOML: one `key = value` a line, text in quotes".to_owned()
            }
            ConfigError::UnknownKey { key, .. } => {
                let names = super::KEYS.iter().map(|key| key.name);
                match super::suggest::closest(key, names) {
                    Some(name) => format!("did you mean '{name}'? `stratus config` lists all keys"),
                    None => "`stratus config` lists all keys".to_owned(),
                }
            }
            ConfigError::Value { key, .. } => {
                let values = super::Key::find(key).map_or("", |key| key.values);
                format!("{key} takes {values}")
            }
        }
    }
}
