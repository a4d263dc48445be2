//! Amazon DynamoDB: tables with items and secondary indexes, expressions and PartiQL, transactions, streams' records.
//!
//! Start reading at [`ops`], the table of operations; [`table`] says what a table is, [`tables`] where its rows lie,
//! [`mod@write`] how an item is written with all that hangs on it. Values, expressions and the stored form of items are
//! in the crate `lang-dynamodb`.
//! [`mod@streams`], [`replica`], [`backup`] and [`ttl`] are what hangs on tables.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/Welcome.html>
//!
//! Deviation: a table is active with the answer that says CREATING, and gone with the one that says DELETING.
//! Deviation: keys of items lie in the clear on the disk, in their order; all else of items is sealed.
//! Deviation: nothing is throttled, and reads that need not be consistent are so nevertheless, unless the configuration
//! asks for it.
//! Deviation: replicas of global tables of version 2017.11.29 do not get the attributes `aws:rep:deleting`,
//! `aws:rep:updatetime` and `aws:rep:updateregion`; the last writer wins without them.
//! Deviation: auto scaling is set by DynamoDB's own operations alone, also of tables without replicas: Application Auto
//! Scaling is not a service here. What was consumed before a restart is not known after it.
//! Deviation: contributor insights are recorded: their rules and graphs are CloudWatch's, which is not a service here.
//! Deviation: Kinesis destinations are absent: there are no Kinesis streams here that records could go to.
//! Deviation: SearchVectors compares with every vector of an index, or of one partition of it: its results are exact, those of
//! AWS approximate, and `VectorSearchRequestBytes` grows with the index.
//! Deviation: records of bulk operations are read as PutItem's members (`Item`, `ConditionExpression`, its names and values), one
//! operation a table runs at once, and usage is the bytes of what was written: AWS's words on these could not be had.
//! Deviation: a bulk operation's performance tier is kept and shown, and has no effect.

mod access;
mod backfill;
mod backup;
mod bulk;
mod capacity;
mod collection;
mod convert;
mod definition;
mod describe;
mod encryption;
mod errors;
mod export;
mod garbage;
mod global;
mod history;
mod import;
mod index;
mod insights;
mod item_key;
mod item_write;
mod jobs;
mod key_range;
mod legacy;
mod legacy_update;
mod limits;
mod ops;
mod page;
mod parameters;
mod pause;
mod reads;
mod recent;
mod recovery;
mod replica;
mod resource_policy;
mod restore;
mod s3;
mod scaling;
mod select;
mod selection;
mod settings;
mod size;
mod statement;
mod streams;
mod table;
mod table_arn;
mod table_delete;
mod table_input;
mod table_name;
mod tables;
mod tags;
mod throttle;
mod transaction;
mod ttl;
mod ttl_rules;
mod update;
mod vault;
mod vector;
mod write;

use kernel::{Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        jobs: jobs::JOBS,
        long_jobs: jobs::LONG_JOBS,
        access: Some(access::access),
        wording: Wording::Own(errors::wording),
        ..Service::new(&gen_dynamodb::SCHEMA, ops::TABLE)
    }
}

/// DynamoDB Streams: another service on the wire, over the same state.
pub fn streams() -> Service {
    Service {
        access: Some(access::access),
        wording: Wording::Standard,
        ..Service::new(&gen_dynamodbstreams::SCHEMA, streams::TABLE)
    }
}
