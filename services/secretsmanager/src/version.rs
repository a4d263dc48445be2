//! A version of a secret: all that is to be known of it but its value.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html#term_version>

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

/// The stage of the version that is used.
pub(crate) const CURRENT: &str = "AWSCURRENT";
/// The stage of the version that was used before.
pub(crate) const PREVIOUS: &str = "AWSPREVIOUS";
/// The stage of the version that a rotation makes.
pub(crate) const PENDING: &str = "AWSPENDING";
/// What the key is called that a secret has when nobody chose one. Recorded.
pub(crate) const DEFAULT_KEY: &str = "DefaultEncryptionKey";

/// A version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Version {
    /// The token of the request that made it.
    pub(crate) id: String,
    pub(crate) created_at: Timestamp,
    /// The day.
    pub(crate) accessed_on: Option<Timestamp>,
    /// In alphabetical order; a version without any is deprecated.
    pub(crate) stages: Vec<String>,
    /// The key of its value, as the secret named it; `None` for the default one.
    pub(crate) key: Option<String>,
    /// A rotation makes a version before it has a value.
    pub(crate) has_value: bool,
}

impl Version {
    pub(crate) fn new(id: &str, created_at: Timestamp) -> Version {
        Version {
            id: id.to_owned(),
            created_at,
            accessed_on: None,
            stages: Vec::new(),
            key: None,
            has_value: false,
        }
    }

    pub(crate) fn is_on(&self, stage: &str) -> bool {
        self.stages.iter().any(|s| s == stage)
    }

    pub(crate) fn is_deprecated(&self) -> bool {
        self.stages.is_empty()
    }

    /// The name of its key in answers.
    pub(crate) fn shown_key(&self) -> &str {
        self.key.as_deref().unwrap_or(DEFAULT_KEY)
    }
}
