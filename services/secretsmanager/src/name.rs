//! The name of a secret.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_CreateSecret.html>

use std::fmt;

use serde::{Deserialize, Serialize};
use store::{Key, KeyBuf, KeyReader, RowError};

use crate::limits;

/// Letters, digits and `-/_+=.@!`, at most 512 of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct SecretName(String);

impl SecretName {
    /// The name that `text` is; `None` when no secret can be called so.
    pub(crate) fn parse(text: &str) -> Option<SecretName> {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b"-/_+=.@!".contains(&b);
        let ok = (1..=limits::MAX_NAME).contains(&text.len()) && text.bytes().all(fits);
        ok.then(|| SecretName(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SecretName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Key for SecretName {
    fn encode(&self, out: &mut KeyBuf) {
        out.str(&self.0);
    }

    fn decode(parts: &mut KeyReader<'_>) -> Result<SecretName, RowError> {
        parts.str().map(SecretName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "n".repeat(512);
        for good in ["a", "Valid/_+=.@-Name!", "Valid/_+=.@-Name-a1b2c3-", &long] {
            assert!(SecretName::parse(good).is_some(), "{good}");
        }
        let longer = "n".repeat(513);
        for bad in ["", "Inv Name", " Inv", "Inv*Name?", "a:b", "é", "a\n", &longer] {
            assert!(SecretName::parse(bad).is_none(), "{bad}");
        }
    }
}
