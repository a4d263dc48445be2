//! Batch Operations: jobs that do one thing to many objects, as a role that their maker hands them.
//!
//! A job goes on step by step, each a run of one durable timer: reading its manifest into tasks, doing a number of them,
//! writing its report. What a step does is committed as it goes, so that a restart takes the job up where it was.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/batch-ops.html>
//!
//! Deviation: Lambda functions and checksums are refused.

pub(crate) mod check;
mod csv;
mod generate;
mod inputs;
pub(crate) mod job;
mod manifest;
mod place;
mod prepare;
mod report;
pub(crate) mod run;
pub(crate) mod states;
mod task;

use std::sync::Arc;

use kernel::{
    AccountId, ApiResult, Arn, Call, Caller, Cx, Kernel, Region, ServiceSession, transact,
};

use job::BatchJob;

/// Who assumes the roles of jobs.
pub(crate) const PRINCIPAL: &str = "batchoperations.s3.amazonaws.com";
/// The service that works.
const SERVICE: &str = "s3control";

/// Where a job's own rows are written: as the service, in the job's account and region.
fn own_call(kernel: &Kernel, account: AccountId, region: &Region) -> Call {
    kernel.call_as(SERVICE, &Arc::new(Caller::service(SERVICE, account)), region)
}

/// Why a job cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fault {
    code: String,
    reason: String,
}

impl Fault {
    fn new(code: &str, reason: impl Into<String>) -> Fault {
        // As long as the model has them.
        let reason = reason.into().chars().take(256).collect();
        Fault { code: code.chars().take(64).collect(), reason }
    }
}

/// Somebody who works for a job.
struct Worker<'k> {
    kernel: &'k Kernel,
    /// The job's role.
    caller: Arc<Caller>,
    region: Region,
}

impl<'k> Worker<'k> {
    /// Assumes the job's role.
    async fn of(kernel: &'k Kernel, job: &BatchJob) -> ApiResult<Result<Worker<'k>, Fault>> {
        let call = own_call(kernel, job.account, &job.region);
        let caller = transact!(kernel, &call, cx => assume(cx, job).await)?;
        let Some(caller) = caller else {
            let role = &job.request.0.role_arn;
            return Ok(Err(Fault::new(
                "AccessDenied",
                format!("The role {role} could not be assumed."),
            )));
        };
        Ok(Ok(Worker { kernel, caller: Arc::new(caller), region: job.region.clone() }))
    }

    /// Runs an operation of S3 as the role.
    async fn call<Op: schema::Operation>(&self, input: Op::Input) -> ApiResult<Op::Output> {
        self.kernel.run_as::<Op>(SERVICE, &self.caller, &self.region, input).await
    }

    /// A call to look around with as the role.
    fn own_call(&self) -> Call {
        self.kernel.call_as(SERVICE, &self.caller, &self.region)
    }
}

async fn assume(cx: &mut Cx<'_>, job: &BatchJob) -> ApiResult<Option<Caller>> {
    let Ok(role) = job.request.0.role_arn.parse::<Arn>() else { return Ok(None) };
    let name = format!("s3-batch-operations_{}", job.id);
    let source_arn = job.arn();
    let asked = ServiceSession {
        principal: PRINCIPAL,
        name: name.get(..64).unwrap_or(&name),
        source_arn: &source_arn,
        source_account: job.account,
    };
    cx.assume_as_service(&role, asked).await
}
