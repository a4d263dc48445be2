//! Answers that others give to callbacks, and their signs of life.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html>

use durable::Answer;
use kernel::{ApiResult, Cx};

use super::execution::Execution;
use super::history::{self, What};
use super::kept::Kept;
use super::tables::EXECUTIONS;
use super::token::CallbackId;
use super::{arn, progress};
use crate::errors;

/// Answers a callback: its execution goes on.
pub(crate) async fn answer(cx: &mut Cx<'_>, id: &str, answer: Answer) -> ApiResult<()> {
    let (mut execution, kept) = open(cx, id).await?;
    let now = cx.now();
    let after = durable::answer(&kept.operation, answer, now);
    let after = after.ok_or_else(errors::callback_is_closed)?;
    history::record(cx, &mut execution, &after, What::of_end(&after))?;
    change(cx, execution, kept, after).await
}

/// Puts off the time at which a callback has been silent for too long.
pub(crate) async fn heartbeat(cx: &mut Cx<'_>, id: &str) -> ApiResult<()> {
    let (execution, kept) = open(cx, id).await?;
    let after = durable::heartbeat(&kept.operation, cx.now());
    let after = after.ok_or_else(errors::callback_is_closed)?;
    let (execution_id, operation) = (execution.id.clone(), after.id.clone());
    let seen = !progress::unseen(cx, &execution_id, usize::MAX).await?.contains(&operation);
    let mut execution = execution;
    let before = kept.operation.clone();
    progress::write(cx, &mut execution, Some(&before), &Kept { operation: after, ..kept })?;
    if seen {
        // What the function sees of it has not changed.
        cx.delete(&super::tables::UNSEEN, &(execution_id, operation));
    }
    progress::arm(cx, &mut execution).await?;
    cx.put(&EXECUTIONS, &execution.id, &execution);
    Ok(())
}

async fn change(
    cx: &mut Cx<'_>,
    mut execution: Execution,
    kept: Kept,
    after: durable::Operation,
) -> ApiResult<()> {
    let before = kept.operation.clone();
    progress::write(cx, &mut execution, Some(&before), &Kept { operation: after, ..kept })?;
    progress::arm(cx, &mut execution).await?;
    cx.put(&EXECUTIONS, &execution.id, &execution);
    Ok(())
}

async fn open(cx: &mut Cx<'_>, id: &str) -> ApiResult<(Execution, Kept)> {
    let id = CallbackId::open(cx.kernel(), id).ok_or_else(errors::bad_callback_id)?;
    let found = arn::find(cx, &id.execution).await?;
    let execution = found.ok_or_else(errors::no_such_callback)?;
    if execution.end.is_some() {
        return Err(errors::callback_is_closed());
    }
    let kept = progress::operation(cx, &execution.id, &id.operation).await?;
    Ok((execution, kept.ok_or_else(errors::no_such_callback)?))
}
