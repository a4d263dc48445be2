//! An execution's turns: a job calls its function when there is something to go on with, and notes what came of it. It survives a
//! restart: what was under way is done again.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-sdk.html>

use std::sync::Arc;
use std::time::Duration;

use durable::Failure;
use functions::{FunctionSpec, Functions, Invocation, Outcome};
use kernel::{ApiError, ApiResult, Cx, Job, WaitCx, transact};
use schema::Bytes;
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::ending::{self, Ending};
use super::envelope::{self, Envelope};
use super::execution::{Execution, Running, Status};
use super::history::{self, What};
use super::tables::EXECUTIONS;
use super::token::Token;
use super::verdict::{self, Heard, Next};
use super::{progress, state};
use crate::events;
use crate::function_name::{Qualifier, Target, qualified_arn};
use crate::{errors, invocation, limits, lineage, spec};

/// Goes on with an execution.
pub(crate) static RUN: Job<Turn> = Job::new("lambda.run-execution");

/// The rest after an invocation that led to nothing. Of AWS's own emulator.
const REST: Duration = Duration::from_secs(5);

/// One turn of an execution: only the one that it knows of goes on with it.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Turn {
    pub(crate) execution: String,
    pub(crate) number: u64,
}

/// An invocation that is to be made.
struct Claim {
    execution: Execution,
    running: Running,
    event: Bytes,
}

/// The job.
pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let turn = RUN.payload(raw)?;
    let Some(claim) = transact!(wx, cx => begin(cx, &turn).await)? else { return Ok(()) };
    let heard = call(wx, &claim).await;
    transact!(wx, cx => finish(cx, &claim, &heard).await)
}

/// Lets time pass, and claims an invocation when there is something to be invoked for.
async fn begin(cx: &mut Cx<'_>, turn: &Turn) -> ApiResult<Option<Claim>> {
    let Some(mut execution) = cx.get(&EXECUTIONS, &turn.execution).await? else { return Ok(None) };
    if execution.end.is_some() || execution.progress.turn != turn.number {
        return Ok(None);
    }
    // This turn was begun before, and a crash ended it.
    execution.progress.owed |= execution.progress.running.take().is_some();
    progress::pass_time(cx, &mut execution).await?;
    let now = cx.now();
    let rests = execution.progress.rest.is_some_and(|until| now < until);
    let news = !progress::unseen(cx, &execution.id, 1).await?.is_empty();
    if rests || !(execution.progress.owed || news) {
        progress::arm(cx, &mut execution).await?;
        cx.put(&EXECUTIONS, &execution.id, &execution);
        return Ok(None);
    }
    claim(cx, execution).await.map(Some)
}

async fn claim(cx: &mut Cx<'_>, mut execution: Execution) -> ApiResult<Claim> {
    let running =
        Running { invocation: cx.next_sequence(), request_id: cx.random().uuid(), since: cx.now() };
    let changed = progress::tell(cx, &execution.id).await?;
    let updated: Vec<String> = changed.into_iter().filter(|id| *id != execution.id).collect();
    let before = execution.progress;
    execution.progress = super::execution::Progress {
        running: Some(running.clone()),
        token: before.token + 1,
        owed: false,
        rest: None,
        last: None,
        ..before
    };
    let (operations, marker) =
        state::page(cx, &execution, Some(limits::MAX_ITEMS_OF_EVENT), None).await?;
    let token = Token::next(&execution).ok_or_else(|| ApiError::bug("nothing is under way"))?;
    let event = Envelope {
        durable_execution_arn: &execution.arn(cx)?,
        checkpoint_token: &token.text(cx.kernel())?,
        initial_execution_state: envelope::State {
            operations: operations.iter().map(envelope::operation).collect(),
            next_marker: marker.as_deref().unwrap_or_default(),
        },
        updated_operation_ids: &updated,
    };
    let event = event.event()?;
    cx.put(&EXECUTIONS, &execution.id, &execution);
    Ok(Claim { execution, running, event })
}

/// Calls the function.
async fn call(wx: &mut WaitCx<'_>, claim: &Claim) -> Heard {
    match try_call(wx, claim).await {
        Ok(Outcome::Payload(payload)) => Heard::Answer(payload),
        Ok(Outcome::FunctionError { payload, .. }) => Heard::Failed(payload),
        Err(error) => refused(&error),
    }
}

async fn try_call(wx: &mut WaitCx<'_>, claim: &Claim) -> ApiResult<Outcome> {
    let execution = &claim.execution;
    let (functions, spec, trace) = ready(wx, execution).await?;
    let invocation = Invocation {
        request_id: claim.running.request_id.clone(),
        arn: transact!(wx, cx => execution.function_arn(cx))?,
        payload: claim.event.clone(),
        client_context: execution.client_context.clone(),
        trace: Some(trace),
        tail: false,
    };
    let size = claim.event.len();
    let invoked = functions.invoke(&spec, invocation).await;
    Ok(invoked.map_err(|error| invocation::refused(error, size))?.outcome)
}

/// The version that the execution runs, while it is there.
async fn ready(
    wx: &mut WaitCx<'_>,
    execution: &Execution,
) -> ApiResult<(Arc<Functions>, Arc<FunctionSpec>, String)> {
    let functions = invocation::plane(wx)?;
    let target = Target {
        account: None,
        name: execution.function.clone(),
        qualifier: Some(execution.qualifier()),
    };
    let (found, spec) = spec::ready(wx, &functions, &target).await?;
    if found.function.number != execution.function_number {
        let arn = transact!(wx, cx => {
            let qualifier: Qualifier = execution.qualifier();
            qualified_arn(cx, &execution.function, Some(&qualifier))
        })?;
        return Err(errors::no_such_function(&arn));
    }
    invocation::require_active(&found)?;
    let trace = lineage::enter(wx, &found, &spec.arn, Some(&execution.trace))?;
    Ok((functions, spec, trace))
}

/// What passes is waited for; all else ends the execution.
fn refused(error: &ApiError) -> Heard {
    debug!(%error, "a durable function cannot be called");
    match events::invoke::refused(error) {
        events::invoke::Outcome::Later(_) => Heard::Later,
        _ => Heard::Never(Failure {
            message: error.message().map(str::to_owned),
            kind: Some(error.code().to_owned()),
            ..Failure::default()
        }),
    }
}

/// Notes what came of an invocation.
async fn finish(cx: &mut Cx<'_>, claim: &Claim, heard: &Heard) -> ApiResult<()> {
    let id = &claim.execution.id;
    let Some(mut execution) = cx.get(&EXECUTIONS, id).await? else { return Ok(()) };
    if execution.progress.running.as_ref() != Some(&claim.running) {
        return Ok(());
    }
    execution.progress.running = None;
    if !matches!(heard, Heard::Later | Heard::Never(_)) {
        let what = What::Invoked {
            since: claim.running.since,
            request_id: claim.running.request_id.clone(),
            error: match heard {
                Heard::Failed(document) => Some(verdict::failure_of(document)),
                _ => None,
            },
        };
        history::record_invocation(cx, &mut execution, what)?;
    }
    if execution.end.is_none() {
        decide(cx, &mut execution, heard).await?;
    }
    progress::arm(cx, &mut execution).await?;
    cx.put(&EXECUTIONS, id, &execution);
    Ok(())
}

async fn decide(cx: &mut Cx<'_>, execution: &mut Execution, heard: &Heard) -> ApiResult<()> {
    let news = !progress::unseen(cx, &execution.id, 1).await?.is_empty();
    let pending = execution.progress.waiting > 0 || news;
    let most = match execution.parent {
        Some(_) => limits::MAX_OPERATION_PAYLOAD,
        None => functions::MAX_PAYLOAD,
    };
    match verdict::next(heard, execution.progress.failures, pending, most) {
        Next::Succeed(result) => ending::end(cx, execution, Ending::succeeded(result)).await?,
        Next::Fail(error) => {
            ending::end(cx, execution, Ending::failed(Status::Failed, error)).await?;
        }
        Next::Wait => execution.progress.failures = 0,
        Next::Again { counted } => {
            execution.progress.failures += u32::from(counted);
            execution.progress.owed = true;
            execution.progress.rest = Some(cx.now().plus(REST));
        }
    }
    Ok(())
}
