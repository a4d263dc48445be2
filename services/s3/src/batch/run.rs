//! The steps of jobs, one run of a durable timer each.
//!
//! What a step does to objects and to the job is committed in transactions of its own while the timer's transaction, which
//! only says when the next step is, touches no row of theirs: a step that is repeated takes up what the last one wrote.

use std::sync::Arc;
use std::time::Duration;

use kernel::{AccountId, ApiResult, Cx, Job, Kernel, Region, Timestamp, transact};

use super::job::{self, BatchJob, Status, Task};
use super::{Fault, Worker, own_call, prepare, report, task};
use crate::limits;
use crate::tables::{BATCH_JOBS, BATCH_RUNNING, BATCH_TASKS};

/// A job's next step; it carries the job's id.
static STEP: Job<String> = Job::new("s3.batch-step");

/// Tasks of one step: others that wait for a timer wait for no more than these.
const TASKS: usize = 50;
/// How long a job waits that is less urgent than another.
const YIELD: Duration = Duration::from_secs(5);
/// How long a job that ended is known.
const REMEMBERED: Duration = Duration::from_secs(90 * 86_400);
/// A job that failed on more than half of its tasks is given up, once it tried so many.
const ENOUGH: u64 = 1_000;

/// Has the next step of a job be taken at once.
pub(crate) async fn go_on(cx: &mut Cx<'_>, id: &str) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&STEP, id, now, &id.to_owned()).await
}

/// The timer.
pub(crate) async fn run(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = STEP.payload(raw)?;
    let place = Place { kernel: cx.kernel(), account: cx.account(), region: cx.region().clone() };
    match place.step(&id).await? {
        Some(due) => cx.schedule(&STEP, &id, due, &id).await,
        None => Ok(()),
    }
}

/// Where a job lives.
struct Place<'k> {
    kernel: &'k Kernel,
    account: AccountId,
    region: Region,
}

impl Place<'_> {
    /// Takes a step, and says when the next is.
    async fn step(&self, id: &str) -> ApiResult<Option<Timestamp>> {
        let Some(job) = self.find(id).await? else { return Ok(None) };
        let now = self.kernel.clock().now();
        match job.status {
            Status::New => {
                self.change(id, |job, now| {
                    if job.status == Status::New {
                        job.become_at(Status::Preparing, now);
                    }
                })
                .await
            }
            Status::Preparing => self.prepare(&job).await,
            Status::Suspended => Ok(None),
            Status::Ready | Status::Active if self.is_outranked(&job).await? => {
                Ok(Some(now.plus(YIELD)))
            }
            Status::Ready => {
                self.change(id, |job, now| {
                    if job.status == Status::Ready {
                        job.become_at(Status::Active, now);
                    }
                })
                .await
            }
            Status::Active => self.work(&job).await,
            Status::Completing | Status::Failing | Status::Cancelling => self.end(&job).await,
            Status::Complete | Status::Failed | Status::Cancelled => self.forget(&job, now).await,
        }
    }

    async fn find(&self, id: &str) -> ApiResult<Option<BatchJob>> {
        let call = own_call(self.kernel, self.account, &self.region);
        let key = job::key(self.account, &self.region, id);
        transact!(self.kernel, &call, cx => cx.get(&BATCH_JOBS, &key).await)
    }

    /// Changes a job as it is by now; its next step is at once.
    async fn change(
        &self,
        id: &str,
        change: impl Fn(&mut BatchJob, Timestamp),
    ) -> ApiResult<Option<Timestamp>> {
        let call = own_call(self.kernel, self.account, &self.region);
        let key = job::key(self.account, &self.region, id);
        transact!(self.kernel, &call, cx => {
            let found = cx.get(&BATCH_JOBS, &key).await;
            let now = cx.now();
            found.map(|found| {
                let mut job = found?;
                change(&mut job, now);
                job.save(cx);
                Some(now)
            })
        })
    }

    /// Whether a job that is more urgent is at work.
    async fn is_outranked(&self, job: &BatchJob) -> ApiResult<bool> {
        for (id, priority) in self.running().await? {
            if priority <= job.priority || id == job.id {
                continue;
            }
            let other = self.find(&id).await?;
            if other.is_some_and(|job| matches!(job.status, Status::Ready | Status::Active)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    async fn running(&self) -> ApiResult<Vec<(String, i32)>> {
        let call = own_call(self.kernel, self.account, &self.region);
        let place = (self.account.as_str().to_owned(), self.region.to_string());
        transact!(self.kernel, &call, cx => {
            let range = cx.rows(&BATCH_RUNNING).prefix(&place);
            let rows = cx.range(&BATCH_RUNNING, &range, limits::MAX_RUNNING_JOBS).await;
            rows.map(|rows| rows.into_iter().map(|((.., id), priority)| (id, priority)).collect())
        })
    }

    async fn prepare(&self, job: &BatchJob) -> ApiResult<Option<Timestamp>> {
        let prepared = prepare::prepare(self.kernel, job).await?;
        self.change(&job.id, |job, now| {
            // It may have been called off meanwhile.
            if job.status != Status::Preparing {
                return;
            }
            match &prepared {
                Ok(prepared) => {
                    job.total = prepared.total;
                    job.generated.clone_from(&prepared.generated);
                    let confirmed = !job.request.0.confirmation_required.unwrap_or(false);
                    let next = if confirmed { Status::Ready } else { Status::Suspended };
                    job.become_at(next, now);
                }
                Err(fault) => fail(job, fault, now),
            }
        })
        .await
    }

    /// Does the next tasks.
    async fn work(&self, job: &BatchJob) -> ApiResult<Option<Timestamp>> {
        let worker = match Worker::of(self.kernel, job).await? {
            Ok(worker) => worker,
            Err(fault) => return self.change(&job.id, |job, now| fail(job, &fault, now)).await,
        };
        let tasks = self.next_tasks(job).await?;
        let operation = &job.request.0.operation;
        let mut done = Vec::with_capacity(tasks.len());
        for (place, found) in tasks {
            let outcome = task::perform(&worker, operation, &found).await;
            done.push((place, Task { outcome: Some(outcome), ..found }));
        }
        let done = Arc::new(done);
        let call = own_call(self.kernel, self.account, &self.region);
        let key = job.key();
        transact!(self.kernel, &call, cx => {
            let now = cx.now();
            match cx.get(&BATCH_JOBS, &key).await {
                Ok(Some(mut job)) => {
                    for (place, task) in done.iter() {
                        cx.put(&BATCH_TASKS, place, task);
                    }
                    record(&mut job, &done, now);
                    job.save(cx);
                    Ok(Some(now))
                }
                Ok(None) => Ok(None),
                Err(error) => Err(error),
            }
        })
    }

    async fn next_tasks(&self, job: &BatchJob) -> ApiResult<Vec<((u64, u64), Task)>> {
        let call = own_call(self.kernel, self.account, &self.region);
        transact!(self.kernel, &call, cx => {
            let range = cx.rows(&BATCH_TASKS).prefix(&job.number);
            let range = match job.next {
                0 => range,
                next => range.after(&(job.number, next - 1)),
            };
            cx.range(&BATCH_TASKS, &range, TASKS).await
        })
    }

    /// Writes the report, and ends the job; whoever waited for it goes on.
    async fn end(&self, job: &BatchJob) -> ApiResult<Option<Timestamp>> {
        let reported = report::write(self.kernel, job).await?;
        let ended = self
            .change(&job.id, |job, now| {
                let Some(end) = job.status.end() else { return };
                match &reported {
                    Ok(()) => job.become_at(end, now),
                    Err(fault) => {
                        job.failures.push((fault.code.clone(), fault.reason.clone()));
                        job.become_at(Status::Failed, now);
                    }
                }
            })
            .await?;
        prepare::clear(self.kernel, job).await?;
        let others = self.running().await?;
        let call = own_call(self.kernel, self.account, &self.region);
        transact!(self.kernel, &call, cx => wake(cx, &others).await)?;
        Ok(ended)
    }

    /// A job is known for a while after its end.
    async fn forget(&self, job: &BatchJob, now: Timestamp) -> ApiResult<Option<Timestamp>> {
        let due = job.ended.unwrap_or(now).plus(REMEMBERED);
        if due > now {
            return Ok(Some(due));
        }
        prepare::clear(self.kernel, job).await?;
        let call = own_call(self.kernel, self.account, &self.region);
        transact!(self.kernel, &call, cx => {
            job.forget(cx);
            Ok(None)
        })
    }
}

async fn wake(cx: &mut Cx<'_>, jobs: &[(String, i32)]) -> ApiResult<()> {
    for (id, _) in jobs {
        go_on(cx, id).await?;
    }
    Ok(())
}

/// A job that cannot go on. One that did nothing has nothing to report.
fn fail(job: &mut BatchJob, fault: &Fault, now: Timestamp) {
    job.failures.push((fault.code.clone(), fault.reason.clone()));
    job.become_at(if job.next > 0 { Status::Failing } else { Status::Failed }, now);
}

/// Counts what was done, and decides what follows.
fn record(job: &mut BatchJob, done: &[((u64, u64), Task)], now: Timestamp) {
    for (_, task) in done {
        let failed = task.outcome.as_ref().is_some_and(|outcome| outcome.code.is_some());
        let count = if failed { &mut job.failed } else { &mut job.succeeded };
        *count += 1;
    }
    job.next += done.len() as u64;
    // It may have been called off meanwhile.
    if job.status != Status::Active {
        return;
    }
    if job.next >= ENOUGH && job.failed * 2 > job.next {
        let why = "More than half of the tasks failed.";
        fail(job, &Fault::new("JobFailureThresholdExceeded", why), now);
    } else if job.next >= job.total || done.is_empty() {
        job.become_at(Status::Completing, now);
    }
}

#[cfg(test)]
#[path = "run_tests.rs"]
mod tests;
