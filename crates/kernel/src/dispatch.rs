//! The path of a call: admit (faults, authorisation), run in a transaction, account for it.

use std::time::Instant;

use arn::AccountId;
use schema::{ApiError, ApiResult};
use store::Tx;
use tracing::{Instrument as _, debug_span, error};

use crate::call::Call;
use crate::cx::Cx;
use crate::kernel::Kernel;
use crate::operations::{AnyInput, AnyOutput, BoxFuture, Handler, OpEntry, Turn};

/// A call that may run: where it acts, and the transaction that says so.
struct Admitted {
    account: AccountId,
    transaction: Tx,
}

impl Kernel {
    /// Runs one call: the only way in. Who brought it over the network calls [`Kernel::write_out`] before it answers.
    pub async fn dispatch(&self, mut call: Call) -> ApiResult<Box<dyn AnyOutput>> {
        let entry = self.entry_at(call.service, call.operation)?;
        let started = self.clock().monotonic();
        let span = debug_span!(
            "operation",
            service = call.service,
            operation = entry.name,
            account = call.caller.account.as_str(),
            region = call.region.as_str(),
            request_id = call.request_id,
        );
        let result = async {
            let admitted = self.admit(&call, entry).await?;
            call.account = admitted.account;
            match entry.handler {
                Handler::Transactional(handle) => {
                    self.run(&call, admitted.transaction, handle).await
                }
                Handler::Turning(handle) => {
                    match self.run(&call, admitted.transaction, handle).await? {
                        Turn::Done(output) => Ok(output),
                        Turn::Later(later) => {
                            self.write_out()?;
                            later.await
                        }
                    }
                }
                Handler::Waiting(handle) => {
                    drop(admitted);
                    handle(self, &mut call).await
                }
            }
        }
        .instrument(span)
        .await;
        self.account_for(&call, entry, started, result.as_ref().err());
        result
    }

    /// Has what was committed survive the end of this process: before anything that tells of it leaves.
    pub fn write_out(&self) -> ApiResult<()> {
        self.store().write_out().map_err(ApiError::bug)
    }

    /// Faults, throttles and authorisation: what may stop a call before its handler runs.
    async fn admit(&self, call: &Call, entry: &OpEntry) -> ApiResult<Admitted> {
        let mut cx = Cx::begin(self, call);
        let account = self.may_run(&mut cx, call, entry).await?;
        Ok(Admitted { account, transaction: cx.into_transaction() })
    }

    /// The same within the transaction that `cx` has. Returns the account that the call acts in. What was written
    /// meanwhile, such as that a code of a second factor is used, is for the handler to write, and undone here.
    pub(crate) async fn may_run(
        &self,
        cx: &mut Cx<'_>,
        call: &Call,
        entry: &OpEntry,
    ) -> ApiResult<AccountId> {
        self.0.faults.apply(call, entry.name, self.clock(), self.random()).await?;
        let savepoint = cx.tx().savepoint();
        let outcome = self.authorize(cx, call, entry).await;
        cx.tx().rollback(savepoint);
        outcome
    }

    /// Runs a transactional handler until no other transaction comes in between. The first attempt goes on in the
    /// transaction of the authorisation: a snapshot costs as much as a short handler, and what allowed the call is
    /// then true when it commits.
    async fn run<T>(
        &self,
        call: &Call,
        transaction: Tx,
        handle: for<'a, 'b> fn(&'a mut Cx<'b>, &'a dyn AnyInput) -> BoxFuture<'a, ApiResult<T>>,
    ) -> ApiResult<T> {
        let mut cx = Cx::resume(self, call, transaction);
        let mut attempt = 0;
        loop {
            cx.gather_commit();
            let result = handle(&mut cx, call.input.as_ref()).await;
            if let Some(outcome) = cx.finish(result, &mut attempt).await {
                return outcome;
            }
            cx = Cx::begin(self, call);
        }
    }

    /// Metrics, audit record, and the log line of what went wrong on our side.
    pub(crate) fn account_for(
        &self,
        call: &Call,
        entry: &'static OpEntry,
        started: Instant,
        error: Option<&ApiError>,
    ) {
        let took = started.elapsed();
        if let Ok(registered) = self.registered(call.service) {
            let code = error.map(ApiError::code);
            self.metrics().record(registered.index, call.operation, took, code);
        }
        let now = self.clock().now();
        let code = error.map(|e| e.code());
        self.0.audit.record(call, entry.name, entry.data_event, now, took, code);
        if let Some(cause) = error.and_then(ApiError::cause) {
            error!(
                service = call.service,
                operation = entry.name,
                request_id = call.request_id,
                cause,
                "a call failed for a reason of ours; please report it"
            );
        }
    }
}
