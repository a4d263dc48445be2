//! Durable timers: work that is due at a time by the cloud's clock, done in a transaction, kept across
//! restarts. Announcements ([`crate::outbox`]) are jobs that are due at once.

use std::marker::PhantomData;
use std::time::Duration;

use arn::{AccountId, Region};
use clock::Timestamp;
use schema::{ApiError, ApiResult};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Table;
use tracing::{debug, warn};

use crate::call::{Call, Caller, Endpoint, Via};
use crate::cx::Cx;
use crate::kernel::{Kernel, KernelError};
use crate::kernel_tables::TxExt as _;
use crate::long_jobs::{self, Lane, RunLong, Task};
use crate::operations::BoxFuture;
use crate::tables::{DUE, DueRow, NAMED};

/// A kind of job and what it carries.
pub struct Job<P> {
    /// `service.job`, such as `sqs.move-messages`.
    pub name: &'static str,
    payload: PhantomData<fn() -> P>,
}

impl<P: Serialize + DeserializeOwned> Job<P> {
    /// A job by name.
    pub const fn new(name: &'static str) -> Job<P> {
        Job { name, payload: PhantomData }
    }

    /// Reads the payload back, in the job's handler.
    pub fn payload(&self, raw: &[u8]) -> ApiResult<P> {
        postcard::from_bytes(raw).map_err(|e| ApiError::bug(format!("job {}: {e}", self.name)))
    }
}

/// A service's handler for a job.
pub struct JobEntry {
    /// The job's name.
    pub name: &'static str,
    /// Runs the handler on the payload.
    pub run: RunDue,
}

/// How due work is done.
pub(crate) enum HandleDue {
    /// In a transaction, one after the other.
    InTransaction(RunDue),
    /// As a task of its own, in this lane.
    Long(Lane, RunLong),
}

pub(crate) type RunDue = for<'a> fn(&'a mut Cx<'_>, &'a [u8]) -> BoxFuture<'a, ApiResult<()>>;

/// The wait after the first failure; doubled for each further one.
const FIRST_RETRY: Duration = Duration::from_secs(1);
/// The longest wait between tries.
const LAST_RETRY: Duration = Duration::from_secs(300);
/// How many due rows are read at once.
const BATCH: usize = 64;

impl Cx<'_> {
    /// Has `job` run at `due` (or as soon as it can be, when that is past). A job of the same name and key in
    /// this account and region gives way to it.
    pub async fn schedule<P: Serialize + DeserializeOwned>(
        &mut self,
        job: &Job<P>,
        key: &str,
        due: Timestamp,
        payload: &P,
    ) -> ApiResult<()> {
        self.cancel(job, key).await?;
        let at = (due.as_micros(), self.kernel().next_sequence());
        let row = self.due_row(job.name, key, payload)?;
        let named = named_key(&row);
        self.tx().kernel_put(&DUE, &at, &row);
        self.tx().kernel_put(&NAMED, &named, &at);
        self.wake_runner();
        Ok(())
    }

    /// Has `job` run in another region of the account at `due`, unless one of the same name and key is to run there
    /// anyhow: for what a service does in all regions that something of its is in.
    pub async fn schedule_in<P: Serialize + DeserializeOwned>(
        &mut self,
        region: &Region,
        job: &Job<P>,
        key: &str,
        due: Timestamp,
        payload: &P,
    ) -> ApiResult<()> {
        let row = DueRow { region: region.to_string(), ..self.due_row(job.name, key, payload)? };
        let named = named_key(&row);
        if self.tx().kernel_get(&NAMED, &named).await.map_err(ApiError::bug)?.is_some() {
            return Ok(());
        }
        let at = (due.as_micros(), self.kernel().next_sequence());
        self.tx().kernel_put(&DUE, &at, &row);
        self.tx().kernel_put(&NAMED, &named, &at);
        self.wake_runner();
        Ok(())
    }

    /// Calls off the job with this key, if it is still to run.
    pub async fn cancel<P>(&mut self, job: &Job<P>, key: &str) -> ApiResult<()> {
        let named = (
            job.name.to_owned(),
            self.account().to_string(),
            self.region().to_string(),
            key.to_owned(),
        );
        if let Some(at) = self.tx().kernel_get(&NAMED, &named).await.map_err(ApiError::bug)? {
            self.tx().kernel_delete(&DUE, &at);
            self.tx().kernel_delete(&NAMED, &named);
        }
        Ok(())
    }

    /// Tells every service that consumes `topic`, after this transaction's commit.
    pub fn announce<E: Serialize + DeserializeOwned>(
        &mut self,
        topic: &crate::Topic<E>,
        event: &E,
    ) -> ApiResult<()> {
        let consumers = self.kernel().consumers_of(topic.name);
        for consumer in consumers {
            let at = (self.now().as_micros(), self.kernel().next_sequence());
            let row = self.due_row(consumer, "", event)?;
            self.tx().kernel_put(&DUE, &at, &row);
        }
        self.wake_runner();
        Ok(())
    }

    fn due_row(&self, target: &str, key: &str, payload: &impl Serialize) -> ApiResult<DueRow> {
        Ok(DueRow {
            target: target.to_owned(),
            account: self.account().to_string(),
            region: self.region().to_string(),
            key: key.to_owned(),
            attempts: 0,
            payload: postcard::to_stdvec(payload).map_err(ApiError::bug)?,
        })
    }

    fn wake_runner(&mut self) {
        let kernel = self.kernel().clone();
        self.on_commit(move || kernel.work_added());
    }
}

pub(crate) fn named_key(row: &DueRow) -> (String, String, String, String) {
    (row.target.clone(), row.account.clone(), row.region.clone(), row.key.clone())
}

/// Runs what is due, for as long as the kernel lives.
pub(crate) async fn run_forever(kernel: Kernel) {
    loop {
        let next = match run_due(&kernel).await {
            Ok(next) => next,
            Err(error) => {
                warn!(%error, "reading due work failed; trying again in a second");
                Some(kernel.clock().now().plus(FIRST_RETRY))
            }
        };
        match next {
            Some(due) => {
                tokio::select! {
                    () = kernel.clock().sleep_until(due) => {}
                    () = kernel.work_notified() => {}
                    () = kernel.stopped() => return,
                }
            }
            None => tokio::select! {
                () = kernel.work_notified() => {}
                () = kernel.stopped() => return,
            },
        }
    }
}

/// Runs everything that is due now, in order; returns when the next is due.
pub(crate) async fn run_due(kernel: &Kernel) -> Result<Option<Timestamp>, KernelError> {
    let _working = kernel.0.working.lock().await;
    loop {
        let rows = kernel.store().begin().kernel_head(&DUE, BATCH).await?;
        let mut ran = false;
        for (at, row) in rows {
            let due = Timestamp::from_micros(at.0);
            if due > kernel.clock().now() {
                if ran {
                    // What ran may have scheduled more that is due before this.
                    break;
                }
                return Ok(Some(due));
            }
            run_one(kernel, at, row).await?;
            ran = true;
        }
        if !ran {
            return Ok(None);
        }
    }
}

async fn run_one(kernel: &Kernel, at: (i64, u64), row: DueRow) -> Result<(), KernelError> {
    let (service, run) = match kernel.handler_of(&row.target) {
        Some((service, HandleDue::InTransaction(run))) => (service, run),
        Some((service, HandleDue::Long(lane, run))) => {
            return long_jobs::begin(kernel, at, row, Task { service, lane, run }).await;
        }
        None => {
            warn!(target_name = row.target, "no handler for due work; it is dropped");
            return remove(kernel, at, &row).await;
        }
    };
    let call = job_call(service, &row, kernel);
    debug!(job = row.target, account = row.account, region = row.region, "due");
    let outcome: ApiResult<()> = crate::transact!(kernel, &call, cx => {
        match cx.tx().kernel_get(&DUE, &at).await {
            Err(error) => Err(ApiError::bug(error)),
            // Called off or done meanwhile.
            Ok(None) => Ok(()),
            Ok(Some(_)) => {
                cx.tx().kernel_delete(&DUE, &at);
                if !row.key.is_empty() {
                    cx.tx().kernel_delete(&NAMED, &named_key(&row));
                }
                run(cx, &row.payload).await
            }
        }
    });
    match outcome {
        Ok(()) => Ok(()),
        Err(error) => {
            warn!(job = row.target, attempts = row.attempts + 1, %error, cause = error.cause(), "due work failed; it is tried again");
            put_off(kernel, &DUE, at).await
        }
    }
}

pub(crate) fn job_call(service: &'static str, row: &DueRow, kernel: &Kernel) -> Call {
    let region = Region::parse(&row.region).unwrap_or_else(Region::default_region);
    let account = AccountId::parse(&row.account).unwrap_or(AccountId::DEFAULT);
    let caller = Caller::service(service, account);
    Call {
        service,
        operation: usize::MAX,
        caller: caller.into(),
        account,
        region,
        request_id: kernel.random().uuid(),
        endpoint: Endpoint { secure: false, authority: kernel.default_authority() },
        via: Via::Service { name: service, depth: 0, origin: None },
        trace: None,
        input: Box::new(schema::Empty::default()),
    }
}

async fn remove(kernel: &Kernel, at: (i64, u64), row: &DueRow) -> Result<(), KernelError> {
    let mut tx = kernel.store().begin();
    tx.kernel_delete(&DUE, &at);
    if !row.key.is_empty() {
        tx.kernel_delete(&NAMED, &named_key(row));
    }
    tx.commit().await.map(drop).map_err(KernelError::from)
}

/// Moves work that failed, which stands at `at` in `table`, to a later place in the line.
pub(crate) async fn put_off(
    kernel: &Kernel,
    table: &Table<(i64, u64), DueRow>,
    at: (i64, u64),
) -> Result<(), KernelError> {
    let mut tx = kernel.store().begin();
    let Some(mut row) = tx.kernel_get(table, &at).await? else { return Ok(()) };
    let wait = FIRST_RETRY.saturating_mul(1 << row.attempts.min(9)).min(LAST_RETRY);
    row.attempts += 1;
    let later = (kernel.clock().now().plus(wait).as_micros(), kernel.next_sequence());
    tx.kernel_delete(table, &at);
    tx.kernel_put(&DUE, &later, &row);
    if !row.key.is_empty() {
        tx.kernel_put(&NAMED, &named_key(&row), &later);
    }
    match tx.commit().await {
        // A conflict means that the job was called off or replaced meanwhile.
        Ok(_) | Err(store::CommitError::Conflict) => Ok(()),
        Err(error) => Err(error.into()),
    }
}
