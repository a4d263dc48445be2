//! The end of an execution: by its function, by a failure of it, by the clock, by somebody who stops it. What came of it is kept for
//! as long as its function says, and then forgotten.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-configuration.html>

use durable::{Action, Failure, Update};
use kernel::{ApiResult, Cx, Job};

use super::execution::{End, Execution, Outcome, Status, seal};
use super::history::{self, What};
use super::kept::Kept;
use super::run::RUN;
use super::tables::{EVENTS, EXECUTIONS, NAMES, OF_FUNCTIONS, OPERATIONS, TIMERS, UNSEEN};
use super::{chained, progress};

/// Ends an execution that takes too long; forgets one that has ended long ago.
pub(crate) static EXPIRE: Job<String> = Job::new("lambda.expire-execution");

/// How an execution is to end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Ending {
    pub(crate) status: Status,
    pub(crate) outcome: Outcome,
}

impl Ending {
    pub(crate) fn succeeded(result: Option<String>) -> Ending {
        Ending { status: Status::Succeeded, outcome: Outcome { result, error: None } }
    }

    pub(crate) fn failed(status: Status, error: Option<Failure>) -> Ending {
        Ending { status, outcome: Outcome { result: None, error } }
    }

    /// What a checkpoint says of the execution itself.
    pub(crate) fn said(update: &Update) -> Ending {
        match update.action {
            Action::Succeed => Ending::succeeded(update.payload.clone()),
            _ => Ending::failed(Status::Failed, update.error.clone()),
        }
    }
}

/// Ends an execution, which is not written here. Who waits for it is told, and another execution that does goes on.
pub(crate) async fn end(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    ending: Ending,
) -> ApiResult<()> {
    let Ending { status, outcome } = ending;
    let (now, id) = (cx.now(), execution.id.clone());
    if let Some(own) = progress::operation(cx, &id, &id).await? {
        let mut operation = own.operation.clone();
        operation.status = of_operation(status);
        operation.ended = Some(now);
        operation.result.clone_from(&outcome.result);
        operation.error.clone_from(&outcome.error);
        history::record(cx, execution, &operation, What::of_end(&operation))?;
        let kept = Kept { operation, ..own.clone() };
        progress::write(cx, execution, Some(&own.operation), &kept)?;
    }
    if let Some((parent, operation)) = execution.parent.clone() {
        let status = of_operation(status);
        chained::answered(cx, &parent, &operation, status, outcome.clone()).await?;
    }
    let range = cx.rows(&TIMERS).prefix(&id);
    for (key, ()) in cx.range(&TIMERS, &range, usize::MAX).await? {
        cx.delete(&TIMERS, &key);
    }
    execution.end = Some(End { at: now, status, outcome: seal(cx.kernel(), &outcome)? });
    cx.cancel(&RUN, &id).await?;
    cx.schedule(&EXPIRE, &id, now.plus(execution.config.memory()), &id).await?;
    cx.notify(Execution::wake_key(&id), usize::MAX);
    Ok(())
}

fn of_operation(status: Status) -> durable::Status {
    match status {
        Status::Succeeded => durable::Status::Succeeded,
        Status::Failed => durable::Status::Failed,
        Status::TimedOut => durable::Status::TimedOut,
        Status::Stopped => durable::Status::Stopped,
    }
}

/// The job.
pub(crate) async fn expire(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = EXPIRE.payload(raw)?;
    let Some(mut execution) = cx.get(&EXECUTIONS, &id).await? else { return Ok(()) };
    if execution.end.is_some() {
        return forget(cx, &execution).await;
    }
    let message = format!("Execution timed out after {} seconds.", execution.config.timeout);
    let error = Failure { message: Some(message), ..Failure::default() };
    end(cx, &mut execution, Ending::failed(Status::TimedOut, Some(error))).await?;
    cx.put(&EXECUTIONS, &id, &execution);
    Ok(())
}

/// Removes an execution with all that belongs to it.
pub(crate) async fn forget(cx: &mut Cx<'_>, execution: &Execution) -> ApiResult<()> {
    let id = &execution.id;
    let range = cx.rows(&OPERATIONS).prefix(id);
    for (key, _) in cx.range(&OPERATIONS, &range, usize::MAX).await? {
        cx.delete(&OPERATIONS, &key);
    }
    let range = cx.rows(&EVENTS).prefix(id);
    for (key, _) in cx.range(&EVENTS, &range, usize::MAX).await? {
        cx.delete(&EVENTS, &key);
    }
    let range = cx.rows(&UNSEEN).prefix(id);
    for (key, ()) in cx.range(&UNSEEN, &range, usize::MAX).await? {
        cx.delete(&UNSEEN, &key);
    }
    cx.delete(&NAMES, &execution.name);
    let began = execution.started.as_micros();
    cx.delete(&OF_FUNCTIONS, &(execution.function.clone(), began, id.clone()));
    cx.delete(&EXECUTIONS, id);
    cx.cancel(&EXPIRE, id).await
}
