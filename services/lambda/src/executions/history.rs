//! What happened to an execution, event by event, and how answers show it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_Event.html>

use durable::{Failure, Kind, Operation, Status};
use gen_lambda::{
    CallbackFailedDetails, CallbackStartedDetails, CallbackSucceededDetails,
    CallbackTimedOutDetails, ChainedInvokeFailedDetails, ChainedInvokeStartedDetails,
    ChainedInvokeStoppedDetails, ChainedInvokeSucceededDetails, ChainedInvokeTimedOutDetails,
    ContextFailedDetails, ContextStartedDetails, ContextSucceededDetails, Event, EventError,
    EventInput, EventResult, ExecutionFailedDetails, ExecutionStartedDetails,
    ExecutionStoppedDetails, ExecutionSucceededDetails, ExecutionTimedOutDetails,
    InvocationCompletedDetails, RetryDetails, StepFailedDetails, StepStartedDetails,
    StepSucceededDetails, WaitCancelledDetails, WaitStartedDetails, WaitSucceededDetails,
};
use kernel::{ApiResult, Cx, Timestamp};
use serde::{Deserialize, Serialize};

use super::execution::{Execution, open, seal};
use super::shown;
use super::tables::EVENTS;

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Past {
    pub(crate) at: Timestamp,
    /// The operation that it happened to; none for an invocation.
    of: Option<Of>,
    pub(crate) what: What,
}

/// What is said of an operation in each of its events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Of {
    kind: Kind,
    id: String,
    name: Option<String>,
    parent: Option<String>,
    sub_type: Option<String>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum What {
    Started(Started),
    Ended(Ended),
    Invoked { since: Timestamp, request_id: String, error: Option<Failure> },
}

/// What something began with; what is said of it depends on its kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Started {
    pub(crate) input: Option<String>,
    /// Seconds that it may take, or takes.
    pub(crate) seconds: Option<i32>,
    pub(crate) until: Option<Timestamp>,
    pub(crate) heartbeat: Option<i32>,
    pub(crate) callback: Option<String>,
    pub(crate) function: Option<String>,
    pub(crate) child: Option<String>,
}

/// How something, or an attempt of a step, ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Ended {
    pub(crate) status: Status,
    pub(crate) result: Option<String>,
    pub(crate) error: Option<Failure>,
    /// Of a step.
    pub(crate) attempt: u32,
    /// Seconds until the next attempt, when there is to be one.
    pub(crate) delay: Option<i32>,
    /// Seconds that it took.
    pub(crate) seconds: Option<i32>,
}

impl What {
    /// The end that an operation has come to.
    pub(crate) fn of_end(operation: &Operation) -> What {
        let took = operation.ended.map(|ended| ended.since(operation.started).as_secs());
        What::Ended(Ended {
            status: operation.status,
            result: operation.result.clone(),
            error: operation.error.clone(),
            attempt: operation.attempt,
            delay: None,
            seconds: took.and_then(|secs| i32::try_from(secs).ok()),
        })
    }
}

/// Notes what happened to an operation; gives the event's number.
pub(crate) fn record(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    operation: &Operation,
    what: What,
) -> ApiResult<u64> {
    let of = Of {
        kind: operation.kind,
        id: operation.id.clone(),
        name: operation.name.clone(),
        parent: operation.parent.clone(),
        sub_type: operation.sub_type.clone(),
    };
    append(cx, execution, Some(of), what)
}

/// Notes that an invocation has ended.
pub(crate) fn record_invocation(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    what: What,
) -> ApiResult<u64> {
    append(cx, execution, None, what)
}

fn append(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    of: Option<Of>,
    what: What,
) -> ApiResult<u64> {
    execution.progress.events += 1;
    let number = execution.progress.events;
    let row = seal(cx.kernel(), &Past { at: cx.now(), of, what })?;
    cx.put(&EVENTS, &(execution.id.clone(), number), &row);
    Ok(number)
}

/// Adds to the beginning of a chained invoke which execution it is.
pub(crate) async fn note_child(
    cx: &mut Cx<'_>,
    execution: &str,
    number: u64,
    child: &str,
) -> ApiResult<()> {
    let key = (execution.to_owned(), number);
    let Some(row) = cx.get(&EVENTS, &key).await? else { return Ok(()) };
    let mut past: Past = open(cx.kernel(), &row)?;
    if let What::Started(started) = &mut past.what {
        started.child = Some(child.to_owned());
    }
    let row = seal(cx.kernel(), &past)?;
    cx.put(&EVENTS, &key, &row);
    Ok(())
}

/// Events with their numbers: up to `limit` after the number `after` (before it when they come in reverse).
pub(crate) async fn events(
    cx: &mut Cx<'_>,
    execution: &str,
    after: Option<u64>,
    reverse: bool,
    limit: usize,
) -> ApiResult<Vec<(u64, Past)>> {
    let mut range = cx.rows(&EVENTS).prefix(&execution.to_owned());
    let key = after.map(|number| (execution.to_owned(), number));
    range = match (&key, reverse) {
        (None, false) => range,
        (None, true) => range.reversed(),
        (Some(key), false) => range.after(key),
        (Some(key), true) => range.before(key).reversed(),
    };
    let rows = cx.range(&EVENTS, &range, limit).await?;
    let opened = rows.into_iter().map(|((_, number), row)| Ok((number, open(cx.kernel(), &row)?)));
    opened.collect()
}

/// An event as answers show it, with what functions took and gave or without.
pub(crate) fn shown(number: u64, past: &Past, data: bool) -> Event {
    let of = past.of.as_ref();
    let mut event = Event {
        event_id: i32::try_from(number).ok(),
        event_timestamp: Some(past.at),
        id: of.map(|of| of.id.clone()),
        name: of.and_then(|of| of.name.clone()),
        parent_id: of.and_then(|of| of.parent.clone()),
        sub_type: of.and_then(|of| of.sub_type.clone()),
        ..Event::default()
    };
    let name = match (&past.what, of.map(|of| of.kind)) {
        (What::Started(started), Some(kind)) => show_start(&mut event, kind, started, data),
        (What::Ended(ended), Some(kind)) => show_end(&mut event, kind, ended, data),
        (What::Invoked { since, request_id, error }, _) => {
            event.invocation_completed_details = Some(InvocationCompletedDetails {
                start_timestamp: Some(*since),
                end_timestamp: Some(past.at),
                request_id: Some(request_id.clone()),
                error: error.as_ref().map(|error| failure(Some(error), data)),
            });
            "InvocationCompleted"
        }
        (_, None) => return event,
    };
    event.event_type = Some(name.to_owned());
    event
}

fn show_start(event: &mut Event, kind: Kind, started: &Started, data: bool) -> &'static str {
    let input = started
        .input
        .as_ref()
        .map(|input| EventInput { payload: data.then(|| input.clone()), truncated: Some(!data) });
    match kind {
        Kind::Execution => {
            event.execution_started_details =
                Some(ExecutionStartedDetails { input, execution_timeout: started.seconds });
            "ExecutionStarted"
        }
        Kind::Context => {
            event.context_started_details = Some(ContextStartedDetails::default());
            "ContextStarted"
        }
        Kind::Step => {
            event.step_started_details = Some(StepStartedDetails::default());
            "StepStarted"
        }
        Kind::Wait => {
            event.wait_started_details = Some(WaitStartedDetails {
                duration: started.seconds,
                scheduled_end_timestamp: started.until,
            });
            "WaitStarted"
        }
        Kind::Callback => {
            event.callback_started_details = Some(CallbackStartedDetails {
                callback_id: started.callback.clone(),
                heartbeat_timeout: started.heartbeat,
                timeout: started.seconds,
            });
            "CallbackStarted"
        }
        Kind::ChainedInvoke => {
            event.chained_invoke_started_details = Some(ChainedInvokeStartedDetails {
                function_name: started.function.clone(),
                input,
                durable_execution_arn: started.child.clone(),
                ..ChainedInvokeStartedDetails::default()
            });
            "ChainedInvokeStarted"
        }
    }
}

/// An end's parts, as answers show them.
struct Told {
    result: Option<EventResult>,
    error: Option<EventError>,
}

fn show_end(event: &mut Event, kind: Kind, ended: &Ended, data: bool) -> &'static str {
    let told = Told {
        result: Some(EventResult {
            payload: ended.result.clone().filter(|_| data),
            truncated: Some(!data),
        }),
        error: Some(failure(ended.error.as_ref(), data)),
    };
    match kind {
        Kind::Execution => show_end_of_execution(event, ended.status, told),
        Kind::Callback => show_end_of_callback(event, ended.status, told),
        Kind::ChainedInvoke => show_end_of_invoke(event, ended.status, told),
        Kind::Context | Kind::Step | Kind::Wait => show_end_of_work(event, kind, ended, told),
    }
}

fn show_end_of_execution(event: &mut Event, status: Status, told: Told) -> &'static str {
    let Told { result, error } = told;
    match status {
        Status::Succeeded => {
            event.execution_succeeded_details = Some(ExecutionSucceededDetails { result });
            "ExecutionSucceeded"
        }
        Status::TimedOut => {
            event.execution_timed_out_details = Some(ExecutionTimedOutDetails { error });
            "ExecutionTimedOut"
        }
        Status::Stopped => {
            event.execution_stopped_details = Some(ExecutionStoppedDetails { error });
            "ExecutionStopped"
        }
        _ => {
            event.execution_failed_details = Some(ExecutionFailedDetails { error });
            "ExecutionFailed"
        }
    }
}

/// What the function does by itself.
fn show_end_of_work(event: &mut Event, kind: Kind, ended: &Ended, told: Told) -> &'static str {
    let Told { result, error } = told;
    let retry_details = Some(RetryDetails {
        current_attempt: i32::try_from(ended.attempt).ok(),
        next_attempt_delay_seconds: ended.delay,
    });
    match (kind, ended.status) {
        (Kind::Step, Status::Succeeded) => {
            event.step_succeeded_details = Some(StepSucceededDetails { result, retry_details });
            "StepSucceeded"
        }
        (Kind::Step, _) => {
            event.step_failed_details = Some(StepFailedDetails { error, retry_details });
            "StepFailed"
        }
        (Kind::Wait, Status::Cancelled) => {
            let error = error.filter(|_| ended.error.is_some());
            event.wait_cancelled_details = Some(WaitCancelledDetails { error });
            "WaitCancelled"
        }
        (Kind::Wait, _) => {
            event.wait_succeeded_details = Some(WaitSucceededDetails { duration: ended.seconds });
            "WaitSucceeded"
        }
        (_, Status::Succeeded) => {
            event.context_succeeded_details = Some(ContextSucceededDetails { result });
            "ContextSucceeded"
        }
        _ => {
            event.context_failed_details = Some(ContextFailedDetails { error });
            "ContextFailed"
        }
    }
}

fn show_end_of_callback(event: &mut Event, status: Status, told: Told) -> &'static str {
    let Told { result, error } = told;
    match status {
        Status::Succeeded => {
            event.callback_succeeded_details = Some(CallbackSucceededDetails { result });
            "CallbackSucceeded"
        }
        Status::TimedOut => {
            event.callback_timed_out_details = Some(CallbackTimedOutDetails { error });
            "CallbackTimedOut"
        }
        _ => {
            event.callback_failed_details = Some(CallbackFailedDetails { error });
            "CallbackFailed"
        }
    }
}

fn show_end_of_invoke(event: &mut Event, status: Status, told: Told) -> &'static str {
    let Told { result, error } = told;
    match status {
        Status::Succeeded => {
            event.chained_invoke_succeeded_details = Some(ChainedInvokeSucceededDetails { result });
            "ChainedInvokeSucceeded"
        }
        Status::TimedOut => {
            event.chained_invoke_timed_out_details = Some(ChainedInvokeTimedOutDetails { error });
            "ChainedInvokeTimedOut"
        }
        Status::Stopped => {
            event.chained_invoke_stopped_details = Some(ChainedInvokeStoppedDetails { error });
            "ChainedInvokeStopped"
        }
        _ => {
            event.chained_invoke_failed_details = Some(ChainedInvokeFailedDetails { error });
            "ChainedInvokeFailed"
        }
    }
}

fn failure(error: Option<&Failure>, data: bool) -> EventError {
    EventError { payload: error.filter(|_| data).map(shown::error), truncated: Some(!data) }
}

#[cfg(test)]
#[path = "history_tests.rs"]
mod tests;
