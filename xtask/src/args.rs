//! Just enough argument parsing: words, flags, flags with a value.

use crate::Result;

/// The arguments that are left.
pub(crate) struct Args(Vec<String>);

impl Args {
    pub(crate) fn new(args: impl Iterator<Item = String>) -> Args {
        Args(args.collect())
    }

    /// Takes the first argument that is no flag.
    pub(crate) fn word(&mut self) -> Option<String> {
        let at = self.0.iter().position(|arg| !arg.starts_with("--"))?;
        Some(self.0.remove(at))
    }

    /// Takes the flag `name`; says whether it was there.
    pub(crate) fn flag(&mut self, name: &str) -> bool {
        let at = self.0.iter().position(|arg| arg == name);
        at.map(|at| self.0.remove(at)).is_some()
    }

    /// Takes the flag `name` and the argument after it.
    pub(crate) fn value(&mut self, name: &str) -> Result<Option<String>> {
        let Some(at) = self.0.iter().position(|arg| arg == name) else { return Ok(None) };
        self.0.remove(at);
        if at < self.0.len() {
            return Ok(Some(self.0.remove(at)));
        }
        Err(format!("`{name}` needs a value").into())
    }

    /// Takes all words that are left; fails on unknown flags.
    pub(crate) fn rest(mut self) -> Result<Vec<String>> {
        let mut words = Vec::new();
        while let Some(word) = self.word() {
            words.push(word);
        }
        match self.0.first() {
            Some(flag) => Err(format!("unknown flag `{flag}`; see `cargo xtask help`").into()),
            None => Ok(words),
        }
    }
}
