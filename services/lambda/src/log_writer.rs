//! Lines of functions on their way to CloudWatch Logs: written as the function's execution role, which must be allowed to.
//! Group and stream are made when they are missing.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html>

use std::collections::HashMap;
use std::sync::Arc;

use functions::{LogLine, LogStream};
use gen_logs::operations::{CreateLogGroup, CreateLogStream, PutLogEvents};
use gen_logs::{CreateLogGroupRequest, CreateLogStreamRequest, InputLogEvent, PutLogEventsRequest};
use kernel::{AccountId, ApiError, ApiResult, Caller, Kernel, Region, Timestamp};

use crate::role_session::execution_caller;

/// Events and bytes of one call, and what each event counts besides its text.
const MAX_EVENTS: usize = 10_000;
const MAX_BYTES: usize = 1_048_576;
const EVENT_BYTES: usize = 26;
/// Roles that are remembered; when there are more, all are forgotten.
const REMEMBERED: usize = 1_000;
/// Before its session ends, a role is assumed again.
const SPARE: std::time::Duration = std::time::Duration::from_secs(300);

/// Account, role and function.
type Whose = (String, String, String);
/// Who acts so, and until when that is known.
type Known = (Option<Arc<Caller>>, Timestamp);

/// Writes logs of functions. One for each cloud.
#[derive(Default)]
pub struct LogWriter {
    callers: HashMap<Whose, Known>,
}

impl LogWriter {
    /// Writes lines of one stream, in their order. What its role may not write is lost, as with Lambda.
    pub async fn write(&mut self, kernel: &Kernel, stream: &LogStream, lines: Vec<LogLine>) {
        if let Err(error) = self.try_write(kernel, stream, lines).await {
            tracing::debug!(%error, group = stream.group, "a function's log was not written");
        }
    }

    async fn try_write(
        &mut self,
        kernel: &Kernel,
        stream: &LogStream,
        lines: Vec<LogLine>,
    ) -> ApiResult<()> {
        let region = Region::parse(&stream.region);
        let region = region.ok_or_else(|| ApiError::bug("a function in no region"))?;
        let Some(caller) = self.caller(kernel, stream, &region).await? else { return Ok(()) };
        for events in batches(lines) {
            let put = || PutLogEventsRequest {
                log_group_name: stream.group.clone(),
                log_stream_name: stream.stream.clone(),
                log_events: events.clone(),
                ..PutLogEventsRequest::default()
            };
            let written = kernel.run_as::<PutLogEvents>("lambda", &caller, &region, put()).await;
            match written {
                Err(error) if error.code() == "ResourceNotFoundException" => {
                    make(kernel, stream, &caller, &region).await?;
                    kernel.run_as::<PutLogEvents>("lambda", &caller, &region, put()).await?;
                }
                written => drop(written?),
            }
        }
        Ok(())
    }

    /// Who the function is. Remembered while its session lasts.
    async fn caller(
        &mut self,
        kernel: &Kernel,
        stream: &LogStream,
        region: &Region,
    ) -> ApiResult<Option<Arc<Caller>>> {
        let key = (stream.account.clone(), stream.role.clone(), stream.function.clone());
        let now = kernel.clock().now();
        if let Some((caller, until)) = self.callers.get(&key).filter(|(_, until)| *until > now) {
            let _valid = until;
            return Ok(caller.clone());
        }
        let account = AccountId::parse(&stream.account);
        let account = account.ok_or_else(|| ApiError::bug("a function of no account"))?;
        let caller =
            execution_caller(kernel, account, region, &stream.role, &stream.function).await?;
        let expires = caller.as_ref().and_then(|caller| caller.session.as_ref()).map(|s| s.expires);
        let until = expires.map_or(now.plus(SPARE), |expires| expires.minus(SPARE));
        if self.callers.len() >= REMEMBERED {
            self.callers.clear();
        }
        let caller = caller.map(Arc::new);
        self.callers.insert(key, (caller.clone(), until));
        Ok(caller)
    }
}

async fn make(
    kernel: &Kernel,
    stream: &LogStream,
    caller: &Arc<Caller>,
    region: &Region,
) -> ApiResult<()> {
    let there = |error: ApiError| match error.code() {
        "ResourceAlreadyExistsException" => Ok(()),
        _ => Err(error),
    };
    let group = CreateLogGroupRequest {
        log_group_name: stream.group.clone(),
        ..CreateLogGroupRequest::default()
    };
    let made = CreateLogStreamRequest {
        log_group_name: stream.group.clone(),
        log_stream_name: stream.stream.clone(),
    };
    // A role that may make streams but no groups writes into a group that is there.
    let grouped = kernel.run_as::<CreateLogGroup>("lambda", caller, region, group).await;
    if let Err(error) = grouped.map(drop).or_else(there) {
        tracing::debug!(%error, "a function's log group was not made");
    }
    let streamed = kernel.run_as::<CreateLogStream>("lambda", caller, region, made).await;
    streamed.map(drop).or_else(there)
}

/// Lines as calls of PutLogEvents take them.
fn batches(lines: Vec<LogLine>) -> Vec<Vec<InputLogEvent>> {
    let mut all = vec![Vec::new()];
    let (mut bytes, mut last) = (0, 0);
    for line in lines.into_iter().filter(|line| !line.message.is_empty()) {
        let size = line.message.len() + EVENT_BYTES;
        let timestamp = line.at.as_millis().max(0);
        let full = all.last().is_some_and(|batch| {
            // A clock that was set back begins another one: within one they are in order.
            !batch.is_empty()
                && (batch.len() >= MAX_EVENTS || bytes + size > MAX_BYTES || timestamp < last)
        });
        if full {
            all.push(Vec::new());
            bytes = 0;
        }
        bytes += size;
        last = timestamp;
        if let Some(batch) = all.last_mut() {
            batch.push(InputLogEvent { timestamp, message: line.message });
        }
    }
    all.retain(|batch| !batch.is_empty());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batches_are_as_large_as_a_call_may_be() {
        let line =
            |at, size: usize| LogLine { at: Timestamp::from_millis(at), message: "x".repeat(size) };
        let sizes = |lines: Vec<LogLine>| batches(lines).iter().map(Vec::len).collect::<Vec<_>>();
        assert_eq!(sizes(vec![line(1, 1), line(1, 0), line(2, 1)]), [2]);
        assert_eq!(sizes(vec![line(2, 1), line(1, 1)]), [1, 1]);
        assert_eq!(sizes((0..5).map(|_| line(1, 262_000)).collect()), [4, 1]);
        assert_eq!(sizes((0..10_001).map(|_| line(1, 1)).collect()), [10_000, 1]);
        assert!(sizes(Vec::new()).is_empty());
    }
}
