//! Executions and their operations as answers show them.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_Operation.html>

use durable::{Failure, Kind, Status};
use gen_lambda::{
    CallbackDetails, ChainedInvokeDetails, ContextDetails, ErrorObject, ExecutionDetails,
    Operation, StepDetails, WaitDetails,
};

use super::kept::Kept;

/// An operation. `input` is the execution's, which its own operation shows.
pub(crate) fn operation(kept: &Kept, input: &str) -> Operation {
    let it = &kept.operation;
    let (result, failure) = (it.result.clone(), it.error.as_ref().map(error));
    let mut shown = Operation {
        id: Some(it.id.clone()),
        parent_id: it.parent.clone(),
        name: it.name.clone(),
        r#type: Some(kind(it.kind).to_owned()),
        sub_type: it.sub_type.clone(),
        start_timestamp: Some(it.started),
        end_timestamp: it.ended,
        status: Some(status(it.status).to_owned()),
        ..Operation::default()
    };
    match it.kind {
        Kind::Execution => {
            shown.execution_details =
                Some(ExecutionDetails { input_payload: Some(input.to_owned()) });
        }
        Kind::Context => {
            shown.context_details = Some(ContextDetails {
                replay_children: it.replay_children.then_some(true),
                result,
                error: failure,
            });
        }
        Kind::Step => {
            shown.step_details = Some(StepDetails {
                attempt: i32::try_from(it.attempt).ok(),
                next_attempt_timestamp: it.timers.due,
                result,
                error: failure,
            });
        }
        Kind::Wait => {
            shown.wait_details = Some(WaitDetails { scheduled_end_timestamp: it.timers.due });
        }
        Kind::Callback => {
            shown.callback_details = Some(CallbackDetails {
                callback_id: kept.callback.clone(),
                result,
                error: failure,
            });
        }
        Kind::ChainedInvoke => {
            shown.chained_invoke_details = Some(ChainedInvokeDetails { result, error: failure });
        }
    }
    shown
}

/// An error.
pub(crate) fn error(failure: &Failure) -> ErrorObject {
    ErrorObject {
        error_message: failure.message.clone(),
        error_type: failure.kind.clone(),
        error_data: failure.data.clone(),
        stack_trace: Some(failure.trace.clone()).filter(|trace| !trace.is_empty()),
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Execution => "EXECUTION",
        Kind::Context => "CONTEXT",
        Kind::Step => "STEP",
        Kind::Wait => "WAIT",
        Kind::Callback => "CALLBACK",
        Kind::ChainedInvoke => "CHAINED_INVOKE",
    }
}

fn status(status: Status) -> &'static str {
    match status {
        Status::Started => "STARTED",
        Status::Pending => "PENDING",
        Status::Ready => "READY",
        Status::Succeeded => "SUCCEEDED",
        Status::Failed => "FAILED",
        Status::Cancelled => "CANCELLED",
        Status::TimedOut => "TIMED_OUT",
        Status::Stopped => "STOPPED",
    }
}
