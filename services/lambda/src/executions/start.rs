//! The beginning of an execution: under a name of its own, or one that is given, which begins it once.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-execution-idempotency.html>

use durable::{Kind, Operation, Timers};
use kernel::{ApiError, ApiResult, Cx};
use schema::Bytes;

use super::ending::EXPIRE;
use super::execution::{Execution, Progress, seal};
use super::history::{self, Started, What};
use super::kept::Kept;
use super::progress;
use super::tables::{EXECUTIONS, NAMES, OF_FUNCTIONS};
use crate::durable_config::Durable;
use crate::errors;
use crate::resolve::Resolved;

/// What an execution begins with.
pub(crate) struct Start<'a> {
    pub(crate) found: &'a Resolved,
    pub(crate) config: &'a Durable,
    pub(crate) name: Option<&'a str>,
    /// JSON.
    pub(crate) payload: &'a Bytes,
    pub(crate) client_context: Option<String>,
    pub(crate) trace: String,
    /// The operation of another execution that waits for this one.
    pub(crate) parent: Option<(String, String)>,
}

/// Begins an execution, or finds the one that was begun by the same call.
pub(crate) async fn start(cx: &mut Cx<'_>, start: Start<'_>) -> ApiResult<Execution> {
    let input = String::from_utf8(start.payload.to_vec()).map_err(ApiError::bug)?;
    if let Some(known) = named(cx, start.name).await? {
        let function = &start.found.function;
        let same = known.function == function.name
            && known.function_number == function.number
            && known.version == start.found.version().version
            && known.input(cx.kernel())? == input;
        return match same {
            true => Ok(known),
            false => Err(errors::execution_name_taken(&known.arn(cx)?)),
        };
    }
    let id = cx.random().uuid();
    let mut execution = Execution {
        id: id.clone(),
        name: start.name.map_or_else(|| cx.random().uuid(), str::to_owned),
        function: start.found.function.name.clone(),
        function_number: start.found.function.number,
        version: start.found.version().version,
        config: start.config.clone(),
        input: seal(cx.kernel(), &input)?,
        client_context: start.client_context,
        trace: start.trace,
        started: cx.now(),
        parent: start.parent,
        end: None,
        progress: Progress { operations: 1, owed: true, ..Progress::default() },
    };
    let own = own_operation(&execution);
    let what = What::Started(Started {
        input: Some(input),
        seconds: Some(execution.config.timeout),
        ..Started::default()
    });
    history::record(cx, &mut execution, &own, what)?;
    progress::write(cx, &mut execution, None, &Kept::new(0, own))?;
    let began = execution.started.as_micros();
    cx.put(&NAMES, &execution.name, &id);
    cx.put(&OF_FUNCTIONS, &(execution.function.clone(), began, id.clone()), &());
    cx.schedule(&EXPIRE, &id, execution.deadline(), &id).await?;
    progress::arm(cx, &mut execution).await?;
    cx.put(&EXECUTIONS, &id, &execution);
    Ok(execution)
}

async fn named(cx: &mut Cx<'_>, name: Option<&str>) -> ApiResult<Option<Execution>> {
    let Some(name) = name else { return Ok(None) };
    match cx.get(&NAMES, &name.to_owned()).await? {
        Some(id) => cx.get(&EXECUTIONS, &id).await,
        None => Ok(None),
    }
}

/// The operation that stands for the execution itself: its id is the execution's.
fn own_operation(execution: &Execution) -> Operation {
    Operation {
        id: execution.id.clone(),
        parent: None,
        name: Some(execution.name.clone()),
        sub_type: None,
        kind: Kind::Execution,
        status: durable::Status::Started,
        started: execution.started,
        ended: None,
        attempt: 0,
        result: None,
        error: None,
        timers: Timers::default(),
        replay_children: false,
    }
}
