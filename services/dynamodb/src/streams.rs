//! DynamoDB Streams: who changed which item when, in order, for 24 hours.
//!
//! Another service on the wire, and the same state: its records are written by the transaction that changes the item.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html>

pub(crate) mod log;
mod ops;
pub(crate) mod sequence;

pub(crate) use ops::TABLE;
