//! Chained invokes: an execution calls another function as its own function's role, and goes on when that has answered. Of a durable
//! function an execution is begun, whose end is the answer.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html>

use durable::{Answer, Failure};
use gen_lambda::InvocationRequest;
use gen_lambda::operations::Invoke;
use kernel::{ApiError, ApiResult, Cx, Job, WaitCx, transact};
use schema::Bytes;
use serde::{Deserialize, Serialize};

use super::execution::{Execution, Outcome};
use super::history::{self, What};
use super::kept::{Invoked, Kept};
use super::start::{Start, start};
use super::tables::EXECUTIONS;
use super::{invoke, progress, verdict};
use crate::events::acting::{self, Acting};
use crate::events::facts::{self, Facts};
use crate::function_name::Target;
use crate::resolve::{self, Resolved};
use crate::{access, errors, invocation, limits};

/// Calls the function that an operation names.
pub(crate) static CALL: Job<Chain> = Job::new("lambda.call-chained");

/// An operation that calls.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Chain {
    pub(crate) execution: String,
    pub(crate) operation: String,
}

/// What is to be done.
enum Plan {
    /// Nothing more: an execution was begun, or nobody waits any more.
    Nothing,
    Answer(durable::Status, Outcome),
    Call {
        facts: Box<Facts>,
        trace: String,
        invoked: Invoked,
    },
}

/// Has it called, after this transaction.
pub(crate) async fn begin(cx: &mut Cx<'_>, chain: &Chain) -> ApiResult<()> {
    let key = format!("{}/{}", chain.execution, chain.operation);
    let now = cx.now();
    cx.schedule(&CALL, &key, now, chain).await
}

/// The job.
pub(crate) async fn call(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let chain = CALL.payload(raw)?;
    let (status, outcome) = match transact!(wx, cx => plan(cx, &chain).await)? {
        Plan::Nothing => return Ok(()),
        Plan::Answer(status, outcome) => (status, outcome),
        Plan::Call { facts, trace, invoked } => call_plain(wx, &facts, trace, invoked).await?,
    };
    transact!(wx, cx => {
        let (execution, operation) = (&chain.execution, &chain.operation);
        answered(cx, execution, operation, status, outcome.clone()).await
    })
}

/// What calling it takes. What is wrong with it is the operation's error, not the job's.
async fn plan(cx: &mut Cx<'_>, chain: &Chain) -> ApiResult<Plan> {
    let Some(mut parent) = cx.get(&EXECUTIONS, &chain.execution).await? else {
        return Ok(Plan::Nothing);
    };
    let kept = progress::operation(cx, &chain.execution, &chain.operation).await?;
    let Some(kept) = kept.filter(|kept| kept.operation.status == durable::Status::Started) else {
        return Ok(Plan::Nothing);
    };
    let Some(invoked) = kept.invoked.clone().filter(|invoked| invoked.child.is_none()) else {
        return Ok(Plan::Nothing);
    };
    if parent.end.is_some() {
        return Ok(Plan::Nothing);
    }
    let qualifier = parent.qualifier();
    let Some(facts) = facts::find(cx, &parent.function, Some(&qualifier)).await? else {
        return refuse(errors::no_such_function(&parent.function_arn(cx)?));
    };
    let (target, found) = match find(cx, &invoked.function).await {
        Ok(found) => found,
        Err(error) => return refuse(error),
    };
    let trace = invoked.trace.clone().unwrap_or_else(|| parent.trace.clone());
    let Some(config) = found.version().settings.durable.clone() else {
        return Ok(Plan::Call { facts: Box::new(facts), trace, invoked });
    };
    let required = access::to_invoke(cx, &target).await?;
    if !acting::may(cx, &facts, vec![required]).await? {
        let message = format!(
            "{} is not authorized to perform: lambda:InvokeFunction on resource: {}",
            facts.role,
            target.arn(cx)?
        );
        return refuse(ApiError::new("AccessDeniedException", 403, message));
    }
    let payload = match payload(&invoked) {
        Ok(payload) => payload,
        Err(error) => return refuse(error),
    };
    let child = Start {
        found: &found,
        config: &config,
        name: None,
        payload: &payload,
        client_context: None,
        trace,
        parent: Some((chain.execution.clone(), chain.operation.clone())),
    };
    let child = start(cx, child).await?;
    let arn = child.arn(cx)?;
    history::note_child(cx, &parent.id, invoked.event, &arn).await?;
    let before = kept.operation.clone();
    let kept = Kept { invoked: Some(Invoked { child: Some(arn), ..invoked }), ..kept };
    progress::write(cx, &mut parent, Some(&before), &kept)?;
    // Nothing that the function would see has changed.
    let key = (parent.id.clone(), before.id);
    cx.delete(&super::tables::UNSEEN, &key);
    cx.put(&EXECUTIONS, &parent.id, &parent);
    Ok(Plan::Nothing)
}

async fn find(cx: &mut Cx<'_>, function: &str) -> ApiResult<(Target, Resolved)> {
    let target = Target::parse(cx, function, None)?;
    if target.account.is_some_and(|account| account != cx.account()) {
        return Err(errors::invalid(
            "Cannot start a CHAINED_INVOKE on a function in another account.",
        ));
    }
    let found = resolve::resolve(cx, &target).await?;
    invocation::require_active(&found)?;
    if found.version().settings.durable.is_some() {
        invoke::require_qualified(&found)?;
    }
    Ok((target, found))
}

fn payload(invoked: &Invoked) -> ApiResult<Bytes> {
    let given = invoked.input.clone().map(Bytes::from);
    invocation::event(given.as_ref())
}

fn refuse(error: ApiError) -> ApiResult<Plan> {
    if error.status() >= 500 && error.status() != 501 {
        return Err(error);
    }
    Ok(Plan::Answer(durable::Status::Failed, failed(failure(&error))))
}

fn failed(error: Failure) -> Outcome {
    Outcome { result: None, error: Some(error) }
}

fn failure(error: &ApiError) -> Failure {
    Failure {
        message: error.message().map(str::to_owned),
        kind: Some(error.code().to_owned()),
        ..Failure::default()
    }
}

/// Calls a function that is not durable, once. What passes is tried again.
async fn call_plain(
    wx: &mut WaitCx<'_>,
    facts: &Facts,
    trace: String,
    invoked: Invoked,
) -> ApiResult<(durable::Status, Outcome)> {
    let Some(acting) = Acting::begin(wx, facts).await? else {
        let error = errors::role_not_assumable();
        return Ok((durable::Status::Failed, failed(failure(&error))));
    };
    let input = InvocationRequest {
        function_name: invoked.function,
        payload: invoked.input.map(Bytes::from),
        ..InvocationRequest::default()
    };
    let answer = match acting.in_trace(trace).call::<Invoke>(input).await {
        Ok(answer) => answer,
        Err(error) if error.status() == 429 || error.status() >= 500 && error.status() != 501 => {
            return Err(error);
        }
        Err(error) => return Ok((durable::Status::Failed, failed(failure(&error)))),
    };
    let payload = answer.payload.unwrap_or_default();
    Ok(match answer.function_error {
        Some(_) => (durable::Status::Failed, failed(verdict::failure_of(&payload))),
        None if payload.len() > limits::MAX_OPERATION_PAYLOAD => {
            let most = limits::MAX_OPERATION_PAYLOAD;
            let error = errors::operation_too_large("CHAINED_INVOKE output", most);
            let message = error.message().map(str::to_owned);
            (durable::Status::Failed, failed(Failure { message, ..Failure::default() }))
        }
        None => {
            let text = String::from_utf8_lossy(&payload).into_owned();
            let result = Some(text).filter(|text| !text.is_empty());
            (durable::Status::Succeeded, Outcome { result, error: None })
        }
    })
}

/// An execution's operation has its answer. One that nobody waits for any more is dropped.
pub(crate) async fn answered(
    cx: &mut Cx<'_>,
    execution: &str,
    operation: &str,
    status: durable::Status,
    outcome: Outcome,
) -> ApiResult<()> {
    let found: Option<Execution> = cx.get(&EXECUTIONS, &execution.to_owned()).await?;
    let Some(mut execution) = found.filter(|execution| execution.end.is_none()) else {
        return Ok(());
    };
    let kept = progress::operation(cx, &execution.id, operation).await?;
    let Some(kept) = kept else { return Ok(()) };
    let answer = match status {
        durable::Status::Succeeded => Answer::Success(outcome.result),
        _ => Answer::Failure(outcome.error.unwrap_or_default()),
    };
    let Some(after) = durable::answer(&kept.operation, answer, cx.now()) else { return Ok(()) };
    let after = timed_out(durable::Operation { status, ..after });
    history::record(cx, &mut execution, &after, What::of_end(&after))?;
    let before = kept.operation.clone();
    progress::write(cx, &mut execution, Some(&before), &Kept { operation: after, ..kept })?;
    progress::arm(cx, &mut execution).await?;
    cx.put(&EXECUTIONS, &execution.id, &execution);
    Ok(())
}

/// An invoked execution that took too long has an error of its own kind.
fn timed_out(mut operation: durable::Operation) -> durable::Operation {
    if operation.status == durable::Status::TimedOut
        && let Some(error) = &mut operation.error
    {
        error.kind = Some("ChainedInvoke.Timeout".to_owned());
        let told = error.message.take().unwrap_or_default();
        error.message = Some(told.replacen("Execution", "CHAINED_INVOKE", 1));
    }
    operation
}
