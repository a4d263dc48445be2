//! AWS Lambda: functions with their versions, aliases, layers and policies, and what runs them.
//!
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/welcome.html>
//! Start reading at [`ops`], the table of operations; then [`function`], what is kept of a function, [`resolve`], from a
//! name to a version, [`package`], where code lies, and [`settle`], when a change is through.
//!
//! Invariant: code and environment variables are never on the disk as they are, but where a function runs.
//! Deviation: container images come from a folder, from registries of this machine and from those that are named; there is no
//! ECR. They are unpacked before the answer, and of a list the function's architecture is chosen.
//! Deviation: SnapStart is kept without effect, and says so: its optimization is always off. An initialised process cannot be copied
//! into a sandbox of its own: docs/compute.md says why. What AWS refuses along with it is refused.
//! Deviation: the tracing mode decides what functions are told of sampling; there are no traces to look at.
//! Deviation: what mappings with metrics count is shown at `/_stratus/metrics`, for want of CloudWatch.
//! Deviation: what an interpreter runs is run by this machine's processor, whichever architecture it names; programs of their
//! own must be made for it.
//! Deviation: durable executions have no keys of KMS and no tenants, cannot be paused, and tell no dead-letter queue when they fail; durable
//! functions have no addresses and stream no answers.
//! Deviation: how often and after how long an invocation of a durable function is made again is that of AWS's emulator of the service.
//! Deviation: new and changed functions are through a moment after the answer that says Pending or InProgress; AWS takes
//! seconds.

mod access;
mod alias;
mod change;
mod code_signing;
mod concurrency;
mod documents;
mod durable_config;
mod environment;
mod errors;
mod events;
mod executions;
mod function;
mod function_name;
mod function_url;
mod function_v1;
mod hot_reload;
mod image;
mod image_errors;
mod invocation;
mod layer;
mod layer_use;
mod limits;
mod lineage;
mod log_writer;
mod ops;
mod package;
mod page;
mod permission;
mod policy_row;
mod policy_text;
mod provisioned;
mod provisioned_target;
mod removal;
mod resolve;
mod role_session;
mod runtime;
mod settings;
mod settle;
mod show;
mod source;
mod spec;
mod sweep;
mod tables;
mod tagged;
mod tags;
mod urls;
mod versions;
mod whole_policy;

pub use log_writer::LogWriter;
pub use role_session::{credentials_for, execution_caller};

use kernel::{ApiResult, BodyLimit, BoxFuture, JobEntry, Kernel, LongJobEntry, Service, Wording};

/// The service, for the list in `app`.
pub fn service() -> Service {
    Service {
        wording: Wording::Own(errors::wording),
        access: Some(access::access),
        start: Some(start),
        jobs: JOBS,
        long_jobs: LONG_JOBS,
        documents: Some(documents::document),
        front: Some(&urls::Urls),
        body: Some(BodyLimit { bytes: limits::MAX_REQUEST, refusal: errors::body_too_large }),
        ..Service::new(&gen_lambda::SCHEMA, ops::TABLE)
    }
}

/// All durable timers of the service.
static JOBS: &[JobEntry] = &[
    JobEntry { name: settle::SETTLE.name, run: |cx, raw| Box::pin(settle::settle(cx, raw)) },
    JobEntry {
        name: executions::ending::EXPIRE.name,
        run: |cx, raw| Box::pin(executions::ending::expire(cx, raw)),
    },
];

/// Those that wait.
static LONG_JOBS: &[LongJobEntry] = &[
    LongJobEntry {
        name: events::pending::RUN.name,
        run: |wx, raw| Box::pin(events::pending::run(wx, raw)),
    },
    LongJobEntry {
        name: events::poll::POLL.name,
        run: |wx, raw| Box::pin(events::poll::run(wx, raw)),
    },
    LongJobEntry {
        name: executions::run::RUN.name,
        run: |wx, raw| Box::pin(executions::run::run(wx, raw)),
    },
    LongJobEntry {
        name: executions::chained::CALL.name,
        run: |wx, raw| Box::pin(executions::chained::call(wx, raw)),
    },
    LongJobEntry {
        name: provisioned::PROVISION.name,
        run: |wx, raw| Box::pin(provisioned::provision(wx, raw)),
    },
];

/// Before the first call.
fn start(kernel: &Kernel) -> BoxFuture<'_, ApiResult<()>> {
    Box::pin(async move {
        sweep::packages(kernel).await?;
        sweep::images(kernel).await?;
        provisioned::again(kernel).await
    })
}
