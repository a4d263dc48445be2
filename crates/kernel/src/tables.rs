//! The kernel's own tables. Names are never used again for something else: see docs/state-keys.txt.

use clock::ClockState;
use serde::{Deserialize, Serialize};
use store::{Scope, Table};

use crate::audit::AuditRecord;
use crate::identity::AccessKey;
use crate::usage::{KeyUse, LastWork, UseFacts, UseKey};

/// Access keys that this cloud issued, by key id.
pub(crate) static ACCESS_KEYS: Table<String, AccessKey> =
    Table::new("kernel.access-key", Scope::Partition, 1);

/// Calls that manage resources, many to a row: (microseconds of the first, sequence).
pub(crate) static AUDIT: Table<(i64, u64), Vec<AuditRecord>> =
    Table::new("kernel.audit", Scope::Partition, 1).head();

/// Work that is due at a time: (microseconds, sequence).
pub(crate) static DUE: Table<(i64, u64), DueRow> =
    Table::new("kernel.due", Scope::Partition, 1).head();

/// Work that was due and takes its time, while it is done: by the place that it had in [`DUE`].
pub(crate) static UNDERWAY: Table<(i64, u64), DueRow> =
    Table::new("kernel.underway", Scope::Partition, 1).head();

/// Where named work stands in [`DUE`]: (target, account, region, key).
pub(crate) static NAMED: Table<(String, String, String, String), (i64, u64)> =
    Table::new("kernel.named", Scope::Partition, 1);

/// What principals were seen doing: (account, principal, action, resource).
pub(crate) static USES: Table<UseKey, UseFacts> = Table::new("kernel.use", Scope::Partition, 1);

/// When access keys last signed, by key id.
pub(crate) static KEY_USES: Table<String, KeyUse> =
    Table::new("kernel.key-use", Scope::Partition, 1);

/// What resources last did, by ARN.
pub(crate) static LAST_WORK: Table<String, LastWork> =
    Table::new("kernel.last-work", Scope::Partition, 1);

/// What the cloud keeps about itself: one row, under the empty key.
pub(crate) static SELF: Table<String, SelfRow> = Table::new("kernel.self", Scope::Partition, 1);

/// A job or an announcement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct DueRow {
    /// Name of the job or consumer.
    pub(crate) target: String,
    pub(crate) account: String,
    pub(crate) region: String,
    /// Key of a named job; empty for announcements.
    pub(crate) key: String,
    pub(crate) attempts: u32,
    #[serde(with = "serde_bytes")]
    pub(crate) payload: Vec<u8>,
}

/// What the cloud keeps about itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SelfRow {
    /// Key of page tokens.
    pub(crate) token_key: [u8; 32],
    /// Where the clock stands.
    pub(crate) clock: ClockState,
    /// The default account's root key, made at first start.
    pub(crate) root_key_id: String,
}
