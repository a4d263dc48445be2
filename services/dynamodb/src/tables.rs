//! What DynamoDB keeps. Names are never used again for something else: see docs/state-keys.txt.
//!
//! Items lie under their table's number, which no other table ever has, and then under their key (hash, partition
//! key, sort key): a query is one range, a scan is the table's range. Rows of secondary indexes lie likewise
//! under the index's number; stream records under the stream's.

use bytes::Bytes;
use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Key, KeyBuf, KeyReader, Row, RowError, Scope, Table};

use crate::backup::BackupRow;
use crate::bulk::{BulkObject, BulkRow, ReportFile, ReportRow};
use crate::encryption::DataKeyRow;
use crate::export::filter::FilterRow;
use crate::export::{DataFile, ExportRow};
use crate::global::GlobalRow;
use crate::import::{ImportRow, SourceObject};
use crate::replica::{Change, Group, Stamp};
use crate::resource_policy::PolicyRow;
use crate::scaling::ScalingRow;
use crate::size::Sizes;
use crate::streams::registry::StreamInfo;
use crate::streams::shards::ShardRow;
use crate::table::TableRow;
use crate::table_name::TableName;

/// Tables by name. Read at every call, so kept decoded: `cx.get_shared`.
pub(crate) static TABLES: Table<TableName, TableRow> =
    Table::new("dynamodb.table", Scope::Regional, 1);

/// Items; counted by the table's number.
pub(crate) static ITEMS: Table<ItemKey, StoredItem> =
    Table::new("dynamodb.item", Scope::Regional, 1).apart("dynamodb-items").settled();

/// Rows of secondary indexes: what the index projects; counted by the index's number. The key is that of the
/// index, then that of the item, which makes it unique.
pub(crate) static INDEX_ITEMS: Table<ItemKey, StoredItem> =
    Table::new("dynamodb.index-item", Scope::Regional, 1).apart("dynamodb-index-items");

/// Data keys, wrapped, by the number of the table or stream whose rows they seal. They stay: backups need them.
pub(crate) static DATA_KEYS: Table<u64, DataKeyRow> =
    Table::new("dynamodb.data-key", Scope::Regional, 1);

/// What was written to tables with a stream: (the stream's number, sequence number).
pub(crate) static STREAM_RECORDS: Table<(u64, u64), StreamRecord> =
    Table::new("dynamodb.stream-record", Scope::Regional, 1)
        .head()
        .apart("dynamodb-stream-records");

/// The number of a stream's last record, by the stream's number. Every writer of the stream reads and moves it.
pub(crate) static STREAM_TAILS: Table<u64, u64> =
    Table::new("dynamodb.stream-tail", Scope::Regional, 1);

/// The streams of tables, also of those that are gone or have another by now: (table, label).
pub(crate) static STREAMS: Table<(TableName, String), StreamInfo> =
    Table::new("dynamodb.stream", Scope::Regional, 1);

/// The shards of streams: (the stream's number, the shard's).
pub(crate) static SHARDS: Table<(u64, u64), ShardRow> =
    Table::new("dynamodb.shard", Scope::Regional, 1);

/// What was counted last, by the number of the table or index.
pub(crate) static SIZES: Table<u64, Sizes> = Table::new("dynamodb.size", Scope::Regional, 1);

/// Tags by the table's name.
pub(crate) static TAGS: Table<TableName, Vec<(String, String)>> =
    Table::new("dynamodb.tags", Scope::Regional, 1);

/// Resource policies by the ARN of the table or stream.
pub(crate) static POLICIES: Table<String, PolicyRow> =
    Table::new("dynamodb.policy", Scope::Regional, 1);

/// Items that will expire: (the table's number, when in seconds since 1970, the item's key).
pub(crate) static EXPIRIES: Table<(u64, i64, Vec<u8>), ()> =
    Table::new("dynamodb.expiry", Scope::Regional, 1);

/// What was before each write, of tables that keep their history: (the table's number, the item's key, when in
/// microseconds, a sequence number).
pub(crate) static HISTORY: Table<(u64, Vec<u8>, i64, u64), Before> =
    Table::new("dynamodb.history", Scope::Regional, 1).apart("dynamodb-history");

/// The same by time, to forget the oldest: (the table's number, when, sequence number, the item's key).
pub(crate) static HISTORY_TIMES: Table<(u64, i64, u64, Vec<u8>), ()> =
    Table::new("dynamodb.history-time", Scope::Regional, 1).head();

/// Backups by their id, which begins with their time.
pub(crate) static BACKUPS: Table<String, BackupRow> =
    Table::new("dynamodb.backup", Scope::Regional, 1);

/// The items of backups, under the backup's number.
pub(crate) static BACKUP_ITEMS: Table<ItemKey, StoredItem> =
    Table::new("dynamodb.backup-item", Scope::Regional, 1).apart("dynamodb-backup-items");

/// Exports by their id, which begins with their time.
pub(crate) static EXPORTS: Table<String, ExportRow> =
    Table::new("dynamodb.export", Scope::Regional, 1);

/// The data files of exports: (the export's id, a number).
pub(crate) static EXPORT_FILES: Table<(String, u64), DataFile> =
    Table::new("dynamodb.export-file", Scope::Regional, 1);

/// The filters of exports that have one, by the export's id.
pub(crate) static EXPORT_FILTERS: Table<String, FilterRow> =
    Table::new("dynamodb.export-filter", Scope::Regional, 1);

/// Exports by the client tokens that they began with.
pub(crate) static EXPORT_TOKENS: Table<String, String> =
    Table::new("dynamodb.export-token", Scope::Regional, 1);

/// Imports by their id, which begins with their time.
pub(crate) static IMPORTS: Table<String, ImportRow> =
    Table::new("dynamodb.import", Scope::Regional, 1);

/// The objects of imports that have not ended: (the import's id, a number).
pub(crate) static IMPORT_OBJECTS: Table<(String, u64), SourceObject> =
    Table::new("dynamodb.import-object", Scope::Regional, 1);

/// Imports by the client tokens that they began with.
pub(crate) static IMPORT_TOKENS: Table<String, String> =
    Table::new("dynamodb.import-token", Scope::Regional, 1);

/// Imports that have not ended.
pub(crate) static IMPORTS_RUNNING: Table<String, ()> =
    Table::new("dynamodb.import-running", Scope::Regional, 1);

/// Bulk operations by their id, which begins with their time.
pub(crate) static BULKS: Table<String, BulkRow> = Table::new("dynamodb.bulk", Scope::Regional, 1);

/// The objects of bulk operations that have not ended: (the operation's id, a number).
pub(crate) static BULK_OBJECTS: Table<(String, u64), BulkObject> =
    Table::new("dynamodb.bulk-object", Scope::Regional, 1);

/// What they report and is no file yet: (the operation's id, the kind of report, a number).
pub(crate) static BULK_REPORTS: Table<(String, u64, u64), ReportRow> =
    Table::new("dynamodb.bulk-report", Scope::Regional, 1).apart("dynamodb-bulk-reports");

/// The files of their reports: (the operation's id, a number).
pub(crate) static BULK_FILES: Table<(String, u64), ReportFile> =
    Table::new("dynamodb.bulk-file", Scope::Regional, 1);

/// Bulk operations by the client tokens that they began with.
pub(crate) static BULK_TOKENS: Table<String, String> =
    Table::new("dynamodb.bulk-token", Scope::Regional, 1);

/// Bulk operations that have not ended, by the number of their table.
pub(crate) static BULK_ACTIVE: Table<u64, String> =
    Table::new("dynamodb.bulk-active", Scope::Regional, 1);

/// What auto scaling does, by the table's number.
pub(crate) static SCALING: Table<u64, ScalingRow> =
    Table::new("dynamodb.scaling", Scope::Regional, 1);

/// Global tables by their number.
pub(crate) static GROUPS: Table<u64, Group> = Table::new("dynamodb.group", Scope::Account, 1);

/// Global tables of version 2017.11.29 by their name.
pub(crate) static GLOBAL_TABLES: Table<TableName, GlobalRow> =
    Table::new("dynamodb.global-table", Scope::Account, 1);

/// In which regions there are tables of a name: (name, region).
pub(crate) static PLACES: Table<(TableName, String), ()> =
    Table::new("dynamodb.place", Scope::Account, 1);

/// Changes on their way to other regions: (region, the global table's number, a sequence number).
pub(crate) static OUTBOX: Table<(String, u64, u64), Change> =
    Table::new("dynamodb.replica-change", Scope::Account, 1).head();

/// When and where items of replicated tables were written last, also of those that are gone: (the table's number, the
/// item's key).
pub(crate) static STAMPS: Table<(u64, Vec<u8>), Stamp> =
    Table::new("dynamodb.stamp", Scope::Regional, 1);

/// Where an item lies.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ItemKey {
    /// The number of the table, or of the index.
    pub(crate) owner: u64,
    /// Hash, partition key, sort key; see `lang_dynamodb::key`. A part of it makes a range.
    pub(crate) bytes: Vec<u8>,
}

impl Key for ItemKey {
    fn encode(&self, out: &mut KeyBuf) {
        self.owner.encode(out);
        out.raw(&self.bytes);
    }

    fn decode(parts: &mut KeyReader<'_>) -> Result<ItemKey, RowError> {
        Ok(ItemKey { owner: u64::decode(parts)?, bytes: parts.rest() })
    }
}

/// An item in its stored form (`lang_dynamodb::codec`), mostly sealed (`vault`), read when it is needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StoredItem(pub(crate) Bytes);

impl Row for StoredItem {
    fn encode_body(&self, out: &mut Vec<u8>) -> Result<(), RowError> {
        out.extend_from_slice(&self.0);
        Ok(())
    }

    fn decode_body(body: Bytes) -> Result<StoredItem, RowError> {
        Ok(StoredItem(body))
    }
}

/// One write of an item, as a stream shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StreamRecord {
    pub(crate) kind: ChangeKind,
    pub(crate) at: Timestamp,
    /// The key attributes, stored.
    pub(crate) keys: Stored,
    /// The item before, when the stream's view has it.
    pub(crate) old: Option<Stored>,
    /// The item after, likewise.
    pub(crate) new: Option<Stored>,
    /// Whether the expiry of the item's time to live removed it, and nobody's call.
    pub(crate) expired: bool,
}

/// What a write did to an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ChangeKind {
    Insert,
    Modify,
    Remove,
}

/// An item as it was before a write; nothing when there was none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Before(pub(crate) Option<Stored>);

/// An item's stored form within another row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Stored(#[serde(with = "serde_bytes")] pub(crate) Vec<u8>);

/// Client tokens of transactions that were done.
pub(crate) static TOKENS: Table<String, TokenRow> =
    Table::new("dynamodb.token", Scope::Regional, 1);

/// When rows of [`TOKENS`] may go: (microseconds, token).
pub(crate) static TOKEN_ENDS: Table<(i64, String), ()> =
    Table::new("dynamodb.token-end", Scope::Regional, 1).head();

/// What a token stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct TokenRow {
    /// Of what the transaction asked.
    pub(crate) digest: [u8; 32],
    pub(crate) until: Timestamp,
}
