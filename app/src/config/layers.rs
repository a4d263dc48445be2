//! Values by key from file, environment and flags, each with where it came from: the later layer wins.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::{ConfigError, KEYS, Key};

/// Where a value came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody said anything.
    Default,
    /// This line of the configuration file.
    File {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: usize,
    },
    /// This environment variable.
    Variable(String),
    /// This command line flag.
    Flag(String),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File { path, line } => write!(f, "{}:{line}", path.display()),
            Origin::Variable(name) | Origin::Flag(name) => f.write_str(name),
        }
    }
}

/// A value as it was written, with where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// The value as text; lists are joined with commas.
    pub value: String,
    /// Where it was said.
    pub origin: Origin,
}

/// What all layers together say.
#[derive(Clone, Debug, Default)]
pub struct Values(BTreeMap<&'static str, Said>);

impl Values {
    /// Says `value` for `key`, whatever was said before.
    pub fn set(&mut self, key: &Key, value: impl Into<String>, origin: Origin) {
        self.0.insert(key.name, Said { value: value.into(), origin });
    }

    /// What holds for `key`: the last that was said, or the default.
    pub fn get(&self, key: &Key) -> Said {
        let default = || Said { value: key.default.to_owned(), origin: Origin::Default };
        self.0.get(key.name).cloned().unwrap_or_else(default)
    }

    /// What holds for the key called `name`, understood by `parse`.
    pub(super) fn parse<T>(
        &self,
        name: &'static str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, ConfigError> {
        let key = Key::find(name).expect("the code asks only for keys of the list");
        let said = self.get(key);
        parse(&said.value).map_err(|why| ConfigError::Value {
            origin: said.origin,
            key: key.name,
            value: said.value,
            why,
        })
    }

    /// Every key with what holds for it.
    pub fn all(&self) -> impl Iterator<Item = (&'static Key, Said)> {
        KEYS.iter().map(|key| (key, self.get(key)))
    }
}
