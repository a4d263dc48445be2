//! Amazon CloudWatch Logs: log groups and streams, events in order of time, and what filters find in them.
//!
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/Welcome.html>
//! Start reading at [`ops`], the table of operations; then [`chunk`] for how events are kept, [`read`] for how they
//! come back in order, [`pattern`] for the language of filters, [`insights`] for that of queries.
//!
//! Deviation: no service here vends logs, so that there are no delivery sources, and delivery destinations get nothing.
//! Deviation: entities of PutLogEvents are taken and not kept. Metric filters count nothing, since there are no
//! metrics.

mod access;
mod batch;
mod chunk;
mod delivery;
mod delivery_destination;
mod errors;
mod export;
mod export_bucket;
mod group;
mod group_listing;
mod insights;
mod limits;
mod live_tail;
mod metric_filter;
mod names;
mod ops;
mod page;
mod pattern;
mod payload;
mod position;
mod query;
mod query_definition;
mod query_run;
mod read;
mod resource_policy;
mod retention;
mod service_access;
mod stream;
mod subscription;
mod sweep;
mod tables;
mod tags;
mod vault;

use kernel::{LongJobEntry, Service, Wording};

/// What the kernel needs to know of CloudWatch Logs.
pub fn service() -> Service {
    Service {
        jobs: sweep::JOBS,
        long_jobs: LONG_JOBS,
        wording: Wording::Own(errors::wording),
        access: Some(access::access),
        ..Service::new(&gen_logs::SCHEMA, ops::TABLE)
    }
}

/// Work that calls other services.
static LONG_JOBS: &[LongJobEntry] = &[
    LongJobEntry { name: "logs.deliver", run: |wx, raw| Box::pin(delivery::deliver(wx, raw)) },
    LongJobEntry { name: "logs.export-events", run: |wx, raw| Box::pin(export::run(wx, raw)) },
    LongJobEntry { name: "logs.run-query", run: |wx, raw| Box::pin(query_run::run(wx, raw)) },
];
