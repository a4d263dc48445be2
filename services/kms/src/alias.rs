//! Aliases: names of keys that can be pointed at others.
//! Ref: <https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html>

use kernel::Timestamp;
use serde::{Deserialize, Serialize};

use crate::key_id::KeyId;

/// What an alias stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Alias {
    pub(crate) key: KeyId,
    pub(crate) created: Timestamp,
    pub(crate) updated: Timestamp,
}
