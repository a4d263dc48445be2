//! Quotas of DynamoDB.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

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
