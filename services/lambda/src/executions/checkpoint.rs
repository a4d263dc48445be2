//! What a function says of its operations while it runs: all of it is kept, or nothing. The answer tells what has changed.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CheckpointDurableExecution.html>

use std::collections::BTreeMap;

use durable::{Action, Kind, Operation, Update};
use gen_lambda::{
    CheckpointDurableExecutionRequest, CheckpointDurableExecutionResponse,
    CheckpointUpdatedExecutionState,
};
use kernel::{ApiError, ApiResult, Cx};

use super::chained::{self, Chain};
use super::ending::{self, Ending};
use super::execution::{Execution, Last};
use super::history::{self, Ended, Started, What};
use super::kept::{Invoked, Kept};
use super::token::{CallbackId, Token};
use super::{progress, shown};
use crate::errors;

/// The answer once more, when the last checkpoint is repeated under the same client token.
pub(crate) async fn repeated(
    cx: &mut Cx<'_>,
    execution: &Execution,
    input: &CheckpointDurableExecutionRequest,
) -> ApiResult<Option<CheckpointDurableExecutionResponse>> {
    let (Some(last), Some(given)) = (&execution.progress.last, &input.client_token) else {
        return Ok(None);
    };
    let Some(next) = Token::next(execution) else { return Ok(None) };
    let token = Token { number: last.token, ..next };
    let came_with = Token::open(cx.kernel(), &input.checkpoint_token);
    if last.client_token != *given || came_with.as_ref() != Some(&token) {
        return Ok(None);
    }
    answer(cx, execution, &last.told).await.map(Some)
}

/// Keeps the checkpoint, lets time pass, and tells what has changed.
pub(crate) async fn take(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    updates: &[Update],
    traces: &BTreeMap<String, String>,
    input: &CheckpointDurableExecutionRequest,
) -> ApiResult<CheckpointDurableExecutionResponse> {
    apply(cx, execution, updates, traces).await?;
    if execution.end.is_none() {
        progress::pass_time(cx, execution).await?;
    }
    let told = progress::tell(cx, &execution.id).await?;
    let token = execution.progress.token;
    execution.progress.token += 1;
    execution.progress.last = input.client_token.as_ref().map(|client_token| Last {
        client_token: client_token.clone(),
        token,
        told: told.clone(),
    });
    answer(cx, execution, &told).await
}

async fn answer(
    cx: &mut Cx<'_>,
    execution: &Execution,
    told: &[String],
) -> ApiResult<CheckpointDurableExecutionResponse> {
    let event = execution.input(cx.kernel())?;
    let mut changed = Vec::with_capacity(told.len());
    for id in told {
        changed.extend(progress::operation(cx, &execution.id, id).await?);
    }
    changed.sort_by_key(|kept| kept.position);
    let operations = changed.iter().map(|kept| shown::operation(kept, &event)).collect();
    let token = Token::next(execution).map(|token| token.text(cx.kernel())).transpose()?;
    Ok(CheckpointDurableExecutionResponse {
        checkpoint_token: token,
        new_execution_state: Some(CheckpointUpdatedExecutionState {
            operations: Some(operations),
            next_marker: None,
        }),
    })
}

async fn apply(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    updates: &[Update],
    traces: &BTreeMap<String, String>,
) -> ApiResult<()> {
    let known = known(cx, &execution.id, updates).await?;
    let find = |id: &str| known.get(id).map(|kept| &kept.operation);
    let changed = durable::checkpoint(updates, &execution.id, find, cx.now())
        .map_err(|refusal| errors::invalid(refusal.to_string()))?;
    let mut after = BTreeMap::new();
    for operation in changed {
        let kept = match known.get(&operation.id) {
            Some(kept) => Kept { operation, ..kept.clone() },
            None => Kept::new(next_position(execution), operation),
        };
        after.insert(kept.operation.id.clone(), kept);
    }
    for update in updates {
        if update.kind == Kind::Execution {
            continue;
        }
        let kept = after.get_mut(&update.id).ok_or_else(|| ApiError::bug("an update is lost"))?;
        note(cx, execution, kept, update, traces.get(&update.id)).await?;
    }
    for (id, kept) in &after {
        if kept.operation.kind != Kind::Execution {
            progress::write(cx, execution, known.get(id).map(|kept| &kept.operation), kept)?;
        }
    }
    match updates.last().filter(|update| update.kind == Kind::Execution) {
        Some(update) => ending::end(cx, execution, Ending::said(update)).await,
        None => Ok(()),
    }
}

/// The operations that updates are about or name as parents, and the execution's own.
async fn known(
    cx: &mut Cx<'_>,
    execution: &str,
    updates: &[Update],
) -> ApiResult<BTreeMap<String, Kept>> {
    let mut known = BTreeMap::new();
    let mut ids = vec![execution];
    for update in updates {
        ids.push(&update.id);
        ids.extend(update.parent.as_deref());
    }
    for id in ids {
        if !known.contains_key(id)
            && let Some(kept) = progress::operation(cx, execution, id).await?
        {
            known.insert(id.to_owned(), kept);
        }
    }
    Ok(known)
}

fn next_position(execution: &mut Execution) -> u64 {
    let position = execution.progress.operations;
    execution.progress.operations += 1;
    position
}

/// Notes an update in the history, and begins what it asks for.
async fn note(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    kept: &mut Kept,
    update: &Update,
    trace: Option<&String>,
) -> ApiResult<()> {
    if update.action != Action::Start {
        let what = what_ended(&kept.operation, update);
        return history::record(cx, execution, &kept.operation, what).map(drop);
    }
    if update.kind == Kind::Callback {
        let id = CallbackId { execution: execution.arn(cx)?, operation: update.id.clone() };
        kept.callback = Some(id.text(cx.kernel())?);
    }
    let what = what_started(kept, update);
    let event = history::record(cx, execution, &kept.operation, what)?;
    if update.kind == Kind::ChainedInvoke {
        kept.invoked = Some(Invoked {
            function: update.function.clone().unwrap_or_default(),
            input: update.payload.clone(),
            trace: trace.cloned(),
            event,
            child: None,
        });
        let chain = Chain { execution: execution.id.clone(), operation: update.id.clone() };
        chained::begin(cx, &chain).await?;
    }
    Ok(())
}

fn what_started(kept: &Kept, update: &Update) -> What {
    let secs = |time: Option<std::time::Duration>| {
        time.and_then(|time| i32::try_from(time.as_secs()).ok()).filter(|secs| *secs > 0)
    };
    let operation = &kept.operation;
    let lasts = match update.kind {
        Kind::Wait => operation.timers.due.map(|due| due.since(operation.started)),
        _ => update.delay,
    };
    What::Started(Started {
        input: update.payload.clone().filter(|_| update.kind == Kind::ChainedInvoke),
        seconds: secs(lasts),
        until: operation.timers.due.filter(|_| update.kind == Kind::Wait),
        heartbeat: secs(update.heartbeat),
        callback: kept.callback.clone(),
        function: update.function.clone(),
        child: None,
    })
}

/// An attempt of a step that is to be made again has failed, unless nothing was said of an error.
fn what_ended(operation: &Operation, update: &Update) -> What {
    let What::Ended(ended) = What::of_end(operation) else { return What::of_end(operation) };
    let retried = update.action == Action::Retry;
    let status = match (retried, update.error.is_some()) {
        (false, _) => operation.status,
        (true, true) => durable::Status::Failed,
        (true, false) => durable::Status::Succeeded,
    };
    let delay = update.delay.filter(|_| retried).and_then(|it| i32::try_from(it.as_secs()).ok());
    What::Ended(Ended {
        status,
        result: update.payload.clone(),
        error: update.error.clone(),
        delay,
        ..ended
    })
}
