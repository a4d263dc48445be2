//! The states of functions: a new one is pending, a change is in progress, until what was begun is through. A job of its
//! own says so, after the answer that shows the first state.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html>

use kernel::{ApiResult, Cx, Job};
use serde::{Deserialize, Serialize};

use crate::function::{Configuration, Function, State, UpdateStatus};
use crate::function_name::FunctionName;
use crate::spec;
use crate::tables::{FUNCTIONS, VERSIONS};

/// Ends what was begun with a function, or with one version of it.
pub(crate) static SETTLE: Job<Begun> = Job::new("lambda.settle");

/// What was begun.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Begun {
    name: FunctionName,
    version: Option<u64>,
}

/// Has a change settled, soon.
pub(crate) async fn schedule(
    cx: &mut Cx<'_>,
    name: &FunctionName,
    version: Option<u64>,
) -> ApiResult<()> {
    let key = match version {
        None => name.to_string(),
        Some(version) => format!("{name}:{version}"),
    };
    let now = cx.now();
    cx.schedule(&SETTLE, &key, now, &Begun { name: name.clone(), version }).await
}

/// The job.
pub(crate) async fn settle(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let Begun { name, version } = SETTLE.payload(raw)?;
    match version {
        None => {
            let Some(function) = cx.get(&FUNCTIONS, &name).await? else { return Ok(()) };
            let mut function: Function = function;
            if done(&mut function.latest) {
                spec::expect_calls(cx);
                function.latest.touch(cx);
                cx.put(&FUNCTIONS, &name, &function);
            }
        }
        Some(version) => {
            let key = (name, version);
            let Some(mut published) = cx.get(&VERSIONS, &key).await? else { return Ok(()) };
            // A version's revision stays.
            if done(&mut published) {
                cx.put(&VERSIONS, &key, &published);
            }
        }
    }
    Ok(())
}

/// Whether there was something to end.
fn done(configuration: &mut Configuration) -> bool {
    let open = configuration.state == State::Pending
        || configuration.update != Some(UpdateStatus::Successful);
    configuration.state = State::Active;
    configuration.update = Some(UpdateStatus::Successful);
    open
}
