//! A record of every call: what a later CloudTrail tells. Recent calls of all kinds stay in memory; those
//! that manage resources are also written to the store, a batch a second, and kept for ninety days.
//!
//! A record may be lost when the process is killed within a second of the call: as with CloudTrail, the
//! trail follows the calls and does not hold them up.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use clock::Timestamp;
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::call::{Call, Via};
use crate::kernel::{Kernel, KernelError};
use crate::kernel_tables::TxExt as _;
use crate::tables::AUDIT;

/// How many recent calls stay in memory: no more than stay in the processor's caches, since every call writes one and
/// gives back the oldest.
const RECENT: usize = 1_000;
/// How many records may wait to be written; further ones are kept among the recent only.
const MAX_UNWRITTEN: usize = 4_000;
/// How many records a row holds.
const PER_ROW: usize = 200;
/// How long records gather before they are written.
const PAUSE: Duration = Duration::from_secs(1);
/// How long written records are kept.
const KEPT: Duration = Duration::from_secs(90 * 86_400);

/// One call.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AuditRecord {
    /// When it was dispatched.
    pub time: Timestamp,
    /// The request id that the client got.
    pub request_id: String,
    /// Account, region, service and operation.
    pub account: String,
    /// Region.
    pub region: String,
    /// Our name of the service.
    pub service: String,
    /// AWS's name of the operation.
    pub operation: String,
    /// ARN of the caller.
    pub principal: String,
    /// Access key that signed.
    pub access_key_id: String,
    /// Address of the client, or the calling service.
    pub source: String,
    /// The client's `User-Agent`.
    pub user_agent: String,
    /// Error code, when it failed.
    pub error: Option<String>,
    /// Microseconds from dispatch to result.
    pub micros: u64,
}

/// What is kept of a call while it is recent: shared parts, no copies.
struct Recent {
    time: Timestamp,
    request_id: String,
    region: arn::Region,
    service: &'static str,
    operation: &'static str,
    caller: Arc<crate::Caller>,
    via: Via,
    error: Option<String>,
    took: Duration,
}

/// The trail.
#[derive(Default)]
pub struct AuditLog {
    recent: Mutex<VecDeque<Arc<Recent>>>,
    unwritten: Mutex<Vec<Arc<Recent>>>,
    pub(crate) filled: Notify,
}

impl AuditLog {
    pub(crate) fn record(
        &self,
        call: &Call,
        operation: &'static str,
        data_event: bool,
        time: Timestamp,
        took: Duration,
        error: Option<&str>,
    ) {
        let record = Arc::new(Recent {
            time,
            request_id: call.request_id.clone(),
            region: call.region.clone(),
            service: call.service,
            operation,
            caller: call.caller.clone(),
            via: call.via.clone(),
            error: error.map(str::to_owned),
            took,
        });
        if !data_event {
            let mut unwritten = self.unwritten.lock();
            if unwritten.len() < MAX_UNWRITTEN {
                unwritten.push(record.clone());
            }
            if unwritten.len() == 1 {
                self.filled.notify_one();
            }
        }
        let mut recent = self.recent.lock();
        if recent.len() == RECENT {
            recent.pop_front();
        }
        recent.push_back(record);
    }

    /// The newest `limit` calls, newest first.
    pub fn recent(&self, limit: usize) -> Vec<AuditRecord> {
        self.recent.lock().iter().rev().take(limit).map(|r| r.to_record()).collect()
    }

    /// Writes what waits, many records to a row; called once a second at most, and at the end.
    pub(crate) async fn flush(&self, kernel: &Kernel) -> Result<(), KernelError> {
        let batch = std::mem::take(&mut *self.unwritten.lock());
        if batch.is_empty() {
            return Ok(());
        }
        let oldest_kept = kernel.clock().now().minus(KEPT);
        let mut tx = kernel.store().begin();
        let mut rows = 0;
        for records in batch.chunks(PER_ROW) {
            let row: Vec<AuditRecord> = records.iter().map(|r| r.to_record()).collect();
            let first = row[0].time.as_micros();
            tx.kernel_put(&AUDIT, &(first, kernel.next_sequence()), &row);
            rows += 1;
        }
        // For every row that comes, up to two of the oldest go. Mostly none has to: one look tells.
        let is_old = |key: &(i64, u64)| key.0 < oldest_kept.as_micros();
        if tx.kernel_head(&AUDIT, 1).await?.first().is_some_and(|(key, _)| is_old(key)) {
            for (key, _) in tx.kernel_head(&AUDIT, rows * 2).await? {
                if is_old(&key) {
                    tx.kernel_delete(&AUDIT, &key);
                }
            }
        }
        match tx.commit().await {
            Ok(_) | Err(store::CommitError::Conflict) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

impl Recent {
    fn to_record(&self) -> AuditRecord {
        let (source, user_agent) = match &self.via {
            Via::Wire { source, user_agent, .. } => (source.to_string(), user_agent.to_string()),
            Via::Service { name, .. } => (format!("{name}.amazonaws.com"), String::new()),
        };
        AuditRecord {
            time: self.time,
            request_id: self.request_id.clone(),
            account: self.caller.account.to_string(),
            region: self.region.to_string(),
            service: self.service.to_owned(),
            operation: self.operation.to_owned(),
            principal: self.caller.arn(&self.region),
            access_key_id: self.caller.access_key_id.clone(),
            source,
            user_agent,
            error: self.error.clone(),
            micros: u64::try_from(self.took.as_micros()).unwrap_or(u64::MAX),
        }
    }
}

/// Writes a batch a second while there is something to write, until the kernel stops.
pub(crate) async fn flush_forever(kernel: Kernel) {
    loop {
        tokio::select! {
            () = kernel.audit().filled.notified() => {}
            () = kernel.stopped() => return,
        }
        // A pause by the system's time: the trail must be written also while the cloud's time stands.
        let pause = clock::Clock::system();
        tokio::select! {
            () = pause.sleep_until(pause.now().plus(PAUSE)) => {}
            () = kernel.stopped() => return,
        }
        if let Err(error) = kernel.audit().flush(&kernel).await {
            tracing::warn!(%error, "the audit trail could not be written");
        }
        if let Err(error) = kernel.write_usage().await {
            tracing::warn!(%error, "what principals were seen doing could not be written");
        }
    }
}
