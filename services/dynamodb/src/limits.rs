//! Quotas of DynamoDB.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html>

/// Bytes of a partition key, and of a sort key.
pub(crate) const MAX_PARTITION_KEY: usize = 2048;
pub(crate) const MAX_SORT_KEY: usize = 1024;
/// Bytes of an item, names and values.
pub(crate) const MAX_ITEM: usize = 400 * 1024;
