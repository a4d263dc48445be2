//! The state of the cloud: a transactional ordered key-value store, typed tables on top, blobs beside it.
//!
//! A transaction reads one snapshot, buffers its writes and commits optimistically: [`Tx::commit`] fails with
//! [`CommitError::Conflict`] when something it read has been changed since. Two engines stand behind one
//! surface, fjall on disk and an ordered map in memory, and one conformance suite holds both to it.
//! Signatures are asynchronous so that an engine over a network can follow; the embedded engines resolve at once.

mod blob;
mod commit;
mod count;
mod dir;
mod engine;
mod error;
mod first_keys;
mod generation;
mod head;
mod leaps;
mod live;
mod options;
mod range;
mod readset;
mod recent;
mod root_key;
mod settle;
mod shared;
mod snapshot;
mod space;
mod store;
mod sync;
pub mod table;
mod tx;

pub use blob::{BlobHold, BlobReader, BlobWriter, Blobs};
pub use commit::Committed;
pub use error::{BlobError, CommitError, Error, OpenError, RowError, SnapshotError};
pub use options::{Durability, Options, Settling, UnknownDurability};
pub use range::KeyRange;
pub use root_key::RootKey;
pub use snapshot::SnapshotInfo;
pub use space::Space;
pub use store::{Stats, Store};
pub use table::{
    Key, KeyBuf, KeyReader, Leap, Migration, Row, RowRange, Scope, ScopeId, StoredScope, Table,
};
pub use tx::{Savepoint, Tx};

/// The longest key a row may have, in bytes. A transaction with a longer (or an empty) key fails at commit.
pub const MAX_KEY_LEN: usize = 32 * 1024;
/// The longest value a row may have, in bytes. Larger content belongs into a blob.
pub const MAX_VALUE_LEN: usize = 64 * 1024 * 1024;
