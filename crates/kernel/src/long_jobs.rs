//! Jobs that take their time: they wait, call other services and run programs, or they read much. Each is a task of its
//! own beside the calls. What is to be done stays in the state until it has ended well, so a crash does not lose it: it
//! runs again.

use std::sync::LazyLock;

use schema::ApiResult;
use tokio::sync::{Semaphore, SemaphorePermit, watch};
use tracing::{debug, warn};

use crate::jobs::{job_call, named_key, put_off};
use crate::kernel::{Kernel, KernelError};
use crate::kernel_tables::TxExt as _;
use crate::operations::BoxFuture;
use crate::tables::{DUE, DueRow, NAMED, UNDERWAY};
use crate::waiting::WaitCx;

/// A service's handler for a job that takes its time. It is scheduled as any other ([`crate::Cx::schedule`]).
///
/// It runs at least once, and again after a crash or an error. Calling it off counts until it begins; from then on it
/// looks at its service's own state to learn that it is not wanted any more. It ends when the cloud stops, at any
/// point where it waits.
pub struct LongJobEntry {
    /// The job's name.
    pub name: &'static str,
    /// Runs the handler on the payload, outside of transactions.
    pub run: RunLong,
}

pub(crate) type RunLong = for<'a> fn(&'a mut WaitCx<'_>, &'a [u8]) -> BoxFuture<'a, ApiResult<()>>;

/// How many run at once. Those beyond wait their turn, as keys of some hundred bytes, not with their payloads.
static PERMITS: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2_048));
/// How many slow ones of a cloud run at once.
const SLOW: usize = 2;

/// Beside which others a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lane {
    /// Many, some of which wait for long: nobody waits for these.
    Wide,
    /// A few, which work all the time and end.
    Slow,
}

/// What a job runs as.
#[derive(Clone, Copy)]
pub(crate) struct Task {
    pub(crate) service: &'static str,
    pub(crate) lane: Lane,
    pub(crate) run: RunLong,
}

/// The slow jobs of a cloud.
pub(crate) struct Slow {
    turns: Semaphore,
    counts: watch::Sender<Counts>,
}

/// How many slow jobs there were since the start.
#[derive(Clone, Copy, Default)]
struct Counts {
    begun: u64,
    ended: u64,
}

impl Default for Slow {
    fn default() -> Slow {
        Slow { turns: Semaphore::new(SLOW), counts: watch::Sender::default() }
    }
}

impl Slow {
    /// How many have ended.
    pub(crate) fn ended(&self) -> u64 {
        self.counts.borrow().ended
    }

    /// Waits until none is under way, or the cloud stops; how many have ended then.
    pub(crate) async fn wait(&self, kernel: &Kernel) -> u64 {
        let mut counts = self.counts.subscribe();
        tokio::select! {
            _all = counts.wait_for(|counts| counts.begun == counts.ended) => {}
            () = kernel.stopped() => {}
        }
        self.ended()
    }
}

/// A slow job from its beginning to its end, whatever that is.
struct Begun(Kernel);

impl Begun {
    fn new(kernel: &Kernel) -> Begun {
        kernel.0.slow.counts.send_modify(|counts| counts.begun += 1);
        Begun(kernel.clone())
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.0.slow.counts.send_modify(|counts| counts.ended += 1);
    }
}

/// Takes what is due out of the line and begins it.
pub(crate) async fn begin(
    kernel: &Kernel,
    at: (i64, u64),
    row: DueRow,
    task: Task,
) -> Result<(), KernelError> {
    let mut tx = kernel.store().begin();
    if tx.kernel_get(&DUE, &at).await?.is_none() {
        return Ok(());
    }
    tx.kernel_delete(&DUE, &at);
    if !row.key.is_empty() {
        tx.kernel_delete(&NAMED, &named_key(&row));
    }
    tx.kernel_put(&UNDERWAY, &at, &row);
    match tx.commit().await {
        Ok(_) => {}
        // It was called off or replaced meanwhile.
        Err(store::CommitError::Conflict) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    debug!(job = row.target, account = row.account, region = row.region, "begun");
    drop(row);
    spawn(kernel.clone(), at, task);
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the kernel is who spawns; tasks end when it stops")]
fn spawn(kernel: Kernel, at: (i64, u64), task: Task) {
    let begun = (task.lane == Lane::Slow).then(|| Begun::new(&kernel));
    let work = {
        let (kernel, replaced) = (kernel.clone(), kernel.state_replaced());
        async move {
            tokio::select! {
                // Before the work: what it would do is of a state that is gone.
                biased;
                () = replaced => Ok(()),
                () = kernel.stopped() => Ok(()),
                ended = work(&kernel, at, task) => ended,
            }
        }
    };
    // A task in a task: the outer one learns of a panic.
    tokio::spawn(async move {
        let ended = match tokio::spawn(work).await {
            Ok(ended) => ended,
            Err(panic) => {
                warn!(%panic, "work panicked; please report it. It is tried again");
                again(&kernel, at).await
            }
        };
        if let Err(error) = ended {
            warn!(%error, "the end of work could not be noted; it runs again at the next start");
        }
        drop(begun);
    });
}

async fn work(kernel: &Kernel, at: (i64, u64), task: Task) -> Result<(), KernelError> {
    let Task { service, lane, run } = task;
    let _turn = turn(kernel, lane).await;
    let Some(row) = kernel.store().begin().kernel_get(&UNDERWAY, &at).await? else {
        return Ok(());
    };
    let call = job_call(service, &row, kernel);
    let outcome = run(&mut WaitCx::new(kernel, &call), &row.payload).await;
    if let Err(error) = outcome {
        warn!(job = row.target, attempts = row.attempts + 1, %error, cause = error.cause(), "work failed; it is tried again");
        return again(kernel, at).await;
    }
    let mut tx = kernel.store().begin();
    tx.kernel_delete(&UNDERWAY, &at);
    tx.commit().await.map(drop).map_err(KernelError::from)
}

/// Waits for its turn. The semaphores are never closed.
async fn turn(kernel: &Kernel, lane: Lane) -> Option<SemaphorePermit<'_>> {
    let turns = match lane {
        Lane::Wide => &*PERMITS,
        Lane::Slow => &kernel.0.slow.turns,
    };
    turns.acquire().await.ok()
}

/// Puts it back into the line, to run later.
async fn again(kernel: &Kernel, at: (i64, u64)) -> Result<(), KernelError> {
    put_off(kernel, &UNDERWAY, at).await?;
    kernel.work_added();
    Ok(())
}

/// Puts what a stop or a crash has interrupted back into the line: before the first call, and when a snapshot is loaded.
pub(crate) async fn recover(kernel: &Kernel) -> Result<(), KernelError> {
    loop {
        let mut tx = kernel.store().begin();
        let rows = tx.kernel_head(&UNDERWAY, 256).await?;
        if rows.is_empty() {
            return Ok(());
        }
        for (at, row) in rows {
            tx.kernel_delete(&UNDERWAY, &at);
            if !row.key.is_empty() {
                let named = named_key(&row);
                if tx.kernel_get(&NAMED, &named).await?.is_some() {
                    // The same work is in line already.
                    continue;
                }
                tx.kernel_put(&NAMED, &named, &at);
            }
            tx.kernel_put(&DUE, &at, &row);
        }
        tx.commit().await?.durable().await?;
    }
}
