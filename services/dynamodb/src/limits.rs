//! Quotas of DynamoDB.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

use std::time::Duration;

/// Bytes of a partition key, and of a sort key.
pub(crate) const MAX_PARTITION_KEY: usize = 2048;
pub(crate) const MAX_SORT_KEY: usize = 1024;
/// Bytes of an item, names and values.
pub(crate) const MAX_ITEM: usize = 400 * 1024;
/// Bytes of items that a query or a scan looks at for one page.
pub(crate) const MAX_PAGE: usize = 1024 * 1024;
/// Bytes of items that one BatchGetItem returns.
pub(crate) const MAX_BATCH_READ: usize = 16 * 1024 * 1024;
/// Keys of one BatchGetItem, writes of one BatchWriteItem.
pub(crate) const MAX_BATCH_KEYS: usize = 100;
pub(crate) const MAX_BATCH_WRITES: usize = 25;
/// Bytes of all items of a transaction.
pub(crate) const MAX_TRANSACTION: usize = 4 * 1024 * 1024;
/// How long a transaction's client token counts.
pub(crate) const TOKEN_LIFE: std::time::Duration = std::time::Duration::from_secs(600);
/// Indexes of a table.
pub(crate) const GLOBAL_INDEXES: usize = 20;
pub(crate) const LOCAL_INDEXES: usize = 5;
/// Vector indexes of a table, dimensions of one, and inline filters.
pub(crate) const VECTOR_INDEXES: usize = 5;
pub(crate) const DIMENSIONS: u32 = 4_096;
pub(crate) const INLINE_FILTERS: usize = 18;
/// Items that a search finds, and bytes of them.
pub(crate) const TOP_K: usize = 100;
pub(crate) const MAX_SEARCH: usize = 16 * 1024 * 1024;
/// Attributes of the key of a table.
pub(crate) const TABLE_KEYS: usize = 2;
/// Attributes of the partition key, and of the sort key, of a global index.
pub(crate) const KEY_ATTRIBUTES_OF_EACH_KIND: usize = 4;
/// Attributes that all indexes of a table name in their projections.
pub(crate) const PROJECTED_ATTRIBUTES: usize = 100;
/// Units that no request may ask for, and those that a table or an index of an account may have.
pub(crate) const LARGEST_UNITS: i64 = 1_000_000_000_000;
pub(crate) const TABLE_UNITS: i64 = 40_000;
pub(crate) const ACCOUNT_UNITS: i64 = 80_000;
/// Reads and writes a second that an on-demand table takes from the start.
pub(crate) const WARM_READS: i64 = 12_000;
pub(crate) const WARM_WRITES: i64 = 4_000;
/// Seconds whose unused throughput can be used later.
pub(crate) const BURST_SECONDS: i64 = 300;
/// Read and write units a second of one partition.
pub(crate) const PARTITION_READS: i64 = 3_000;
pub(crate) const PARTITION_WRITES: i64 = 1_000;
/// Percent of the capacity that auto scaling can aim at.
pub(crate) const LEAST_TARGET: f64 = 20.0;
pub(crate) const GREATEST_TARGET: f64 = 90.0;
/// Decreases of throughput on a UTC day; after that one an hour.
pub(crate) const FREE_DECREASES: i64 = 4;
pub(crate) const BETWEEN_DECREASES: Duration = Duration::from_secs(3_600);
/// Changes of the table class, and the time that they count for.
pub(crate) const CLASS_CHANGES: usize = 2;
pub(crate) const CLASS_CHANGES_IN: Duration = Duration::from_secs(30 * 86_400);
/// Tags of a table.
pub(crate) const TAGS: usize = 50;
/// Bytes of a resource policy.
pub(crate) const POLICY_BYTES: usize = 20_480;
/// How long a shard iterator is good for.
pub(crate) const ITERATOR_LIFE: Duration = Duration::from_secs(15 * 60);
/// How long stream records are kept, and a stream that was switched off.
pub(crate) const STREAM_RETENTION: Duration = Duration::from_secs(86_400);
/// How long a shard takes records.
pub(crate) const SHARD_LIFE: Duration = Duration::from_secs(4 * 3_600);
/// Records and bytes of one GetRecords.
pub(crate) const STREAM_RECORDS: usize = 1_000;
pub(crate) const STREAM_BYTES: usize = 1_048_576;
/// Shards of a page of DescribeStream, streams of a page of ListStreams.
pub(crate) const STREAM_PAGE: usize = 100;
/// Imports that run at once, objects of one, and bytes of a record: more than an item in any notation.
pub(crate) const IMPORTS: usize = 50;
pub(crate) const IMPORT_OBJECTS: usize = 50_000;
pub(crate) const IMPORT_RECORD: usize = 4 << 20;
/// How long imports are listed, and how many at once.
pub(crate) const IMPORTS_LISTED: Duration = Duration::from_secs(90 * 86_400);
pub(crate) const IMPORTS_PAGE: usize = 25;
/// Bulk operations that run at once, and bytes of one of their objects.
pub(crate) const BULK_OPERATIONS: usize = 50;
pub(crate) const BULK_OBJECT: u64 = 5 << 30;
/// How long bulk operations are known, and how many are listed at once unless the call says so.
pub(crate) const BULK_LIFE: Duration = Duration::from_secs(90 * 86_400);
pub(crate) const BULK_PAGE: usize = 10;
