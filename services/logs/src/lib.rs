//! Amazon CloudWatch Logs: log groups and streams, events in order of time, and what filters find in them.
//!
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html>
//! Start reading at [`ops`], the table of operations; then [`chunk`] for how events are kept, [`read`] for how they come
//! back in order, [`pattern`] for the language of filters.
//!
//! Deviation: entities of PutLogEvents are taken and not kept. Metric filters count nothing, since there are no metrics.

mod access;
mod batch;
mod chunk;
mod destination;
mod errors;
mod export;
mod group;
mod limits;
mod metric_filter;
mod names;
mod ops;
mod position;
mod query_definition;
mod resource_policy;
mod retention;
mod stream;
mod subscription;
mod sweep;
mod tables;
mod tags;
mod vault;

use kernel::{Service, Wording};

/// What the kernel needs to know of CloudWatch Logs.
pub fn service() -> Service {
    Service {
        jobs: sweep::JOBS,
        wording: Wording::Own(errors::wording),
        access: Some(access::access),
        ..Service::new(&gen_logs::SCHEMA, ops::TABLE)
    }
}
