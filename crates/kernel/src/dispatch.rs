//! The path of a call: admit (faults, authorisation), run in a transaction, account for it.

use std::time::Instant;

use schema::{ApiError, ApiResult};
use tracing::{Instrument as _, debug_span, error};

use crate::call::Call;
use crate::kernel::Kernel;
use crate::operations::{AnyOutput, Handler, OpEntry};

impl Kernel {
    /// Runs one call: the only way in.
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
            call.account = self.admit(&call, entry).await?;
            match entry.handler {
                Handler::Transactional(handle) => {
                    crate::transact!(self, &call, cx => handle(cx, call.input.as_ref()).await)
                }
                Handler::Waiting(handle) => handle(self, &mut call).await,
            }
        }
        .instrument(span)
        .await;
        self.account_for(&call, entry, started, result.as_ref().err());
        result
    }

    /// Faults, throttles and authorisation: what may stop a call before its handler runs. Returns the account that
    /// the call acts in.
    pub(crate) async fn admit(&self, call: &Call, entry: &OpEntry) -> ApiResult<arn::AccountId> {
        self.0.faults.apply(call, entry.name, self.clock(), self.random()).await?;
        self.authorize(call, entry).await
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
