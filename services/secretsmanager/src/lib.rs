//! AWS Secrets Manager: values that are encrypted at rest under keys of KMS, in versions that stages point to.
//!
//! Start reading at [`ops`], the table of operations; then [`secret`] and [`version`], what is kept, [`stages`], which
//! version is which, and [`vault`], how values are encrypted and who is asked for it.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/Welcome.html>
//!
//! Invariant: no value is on disk but encrypted under a data key that KMS alone can open.
//! Deviation: replicas are there when the call that makes them answers; AWS makes them a little later.
//! Deviation: replicas in other accounts follow by whoever changes their primary, and not by a role (`ReplicationRoleARN`).
//! Deviation: managed external secrets (`Type`), and rotation by a role (`RotationToken`), are refused.

mod access;
mod cross_account;
mod errors;
mod filters;
mod limits;
mod name;
mod new_version;
mod ops;
mod page;
mod password;
mod removal;
mod replication;
mod resource_policy;
mod rotating;
mod rotation;
mod rotation_rules;
mod rotation_steps;
mod secret;
mod secret_id;
mod show;
mod sorting;
mod stages;
mod tables;
mod tags;
mod value;
mod vault;
mod version;

use kernel::{JobEntry, LongJobEntry, Service, Wording};

/// What the kernel needs to know of Secrets Manager.
pub fn service() -> Service {
    Service {
        wording: Wording::Standard,
        access: Some(access::access),
        jobs: JOBS,
        long_jobs: LONG_JOBS,
        ..Service::new(&gen_secretsmanager::SCHEMA, ops::TABLE)
    }
}

/// All durable timers of the service.
static JOBS: &[JobEntry] = &[
    JobEntry { name: removal::REMOVE.name, run: |cx, raw| Box::pin(removal::remove(cx, raw)) },
    JobEntry { name: rotation::ROTATE.name, run: |cx, raw| Box::pin(rotation::opened(cx, raw)) },
];

/// What takes its time.
static LONG_JOBS: &[LongJobEntry] = &[
    LongJobEntry { name: rotating::STEPS.name, run: |wx, raw| Box::pin(rotating::run(wx, raw)) },
    LongJobEntry { name: rotating::TRY.name, run: |wx, raw| Box::pin(rotating::run_try(wx, raw)) },
];
