//! Invoke of a durable function: begins an execution, and waits for its end when the caller does.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/durable-invoking.html>

use std::time::Duration;

use durable::Failure;
use gen_lambda::InvocationResponse;
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};
use schema::Bytes;
use serde::Serialize;

use super::execution::{Execution, Outcome, Status};
use super::start::{Start, start};
use super::tables::EXECUTIONS;
use crate::durable_config::Durable;
use crate::invocation::{self, Given};
use crate::resolve::Resolved;
use crate::{errors, limits, lineage};

/// How long it takes at most until the state is looked at again.
const LOOK: Duration = Duration::from_secs(60);

/// Fails unless the function was named with a version or an alias.
pub(crate) fn require_qualified(found: &Resolved) -> ApiResult<()> {
    match found.qualifier {
        Some(_) => Ok(()),
        None => Err(errors::unqualified_durable()),
    }
}

/// Begins an execution and waits until it ends.
pub(crate) async fn now(
    wx: &mut WaitCx<'_>,
    found: &Resolved,
    config: &Durable,
    given: &Given<'_>,
    name: Option<&str>,
) -> ApiResult<InvocationResponse> {
    require_qualified(found)?;
    if config.timeout > limits::MAX_AWAITED_EXECUTION {
        return Err(errors::too_long_to_wait_for());
    }
    let payload = invocation::event(given.payload)?;
    let execution = begin(wx, found, config, given, name, &payload).await?;
    let watcher = wx.watch(Execution::wake_key(&execution.id));
    let id = execution.id.clone();
    loop {
        let ended = transact!(wx, cx => look(cx, &id).await)?;
        if let Some(answer) = ended {
            return Ok(answer);
        }
        if !wx.wait(&watcher, wx.now().plus(LOOK)).await {
            return Err(errors::service_failure(
                "The cloud stops; the execution goes on.".to_owned(),
            ));
        }
    }
}

/// Begins an execution that nobody waits for.
pub(crate) async fn later(
    wx: &mut WaitCx<'_>,
    found: &Resolved,
    config: &Durable,
    given: &Given<'_>,
    name: Option<&str>,
) -> ApiResult<InvocationResponse> {
    require_qualified(found)?;
    let payload = invocation::event(given.payload)?;
    crate::events::pending::require_size(&payload)?;
    let execution = begin(wx, found, config, given, name, &payload).await?;
    Ok(InvocationResponse {
        status_code: Some(202),
        durable_execution_arn: Some(transact!(wx, cx => execution.arn(cx))?),
        ..InvocationResponse::default()
    })
}

async fn begin(
    wx: &mut WaitCx<'_>,
    found: &Resolved,
    config: &Durable,
    given: &Given<'_>,
    name: Option<&str>,
    payload: &Bytes,
) -> ApiResult<Execution> {
    let context = given.client_context.map(invocation::context).transpose()?;
    let call = wx.call_facts();
    let trace =
        call.trace.as_deref().map_or_else(|| lineage::begin(wx.kernel(), found), str::to_owned);
    transact!(wx, cx => {
        let begun = Start {
            found,
            config,
            name,
            payload,
            client_context: context.clone(),
            trace: trace.clone(),
            parent: None,
        };
        start(cx, begun).await
    })
}

/// The answer, once the execution has ended.
async fn look(cx: &mut Cx<'_>, id: &String) -> ApiResult<Option<InvocationResponse>> {
    let Some(execution) = cx.get(&EXECUTIONS, id).await? else {
        return Err(errors::no_such_execution());
    };
    let Some((status, outcome)) = execution.outcome(cx.kernel())? else { return Ok(None) };
    let (function_error, payload) = told(status, outcome)?;
    Ok(Some(InvocationResponse {
        status_code: Some(200),
        function_error,
        payload: Some(payload),
        executed_version: Some(execution.version_text()),
        durable_execution_arn: Some(execution.arn(cx)?),
        ..InvocationResponse::default()
    }))
}

/// An error as functions tell theirs.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document {
    #[serde(skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_type: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_data: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stack_trace: Vec<String>,
}

fn told(status: Status, outcome: Outcome) -> ApiResult<(Option<String>, Bytes)> {
    if status == Status::Succeeded {
        let result = outcome.result.unwrap_or_else(|| "null".to_owned());
        return Ok((None, Bytes::from(result)));
    }
    let Failure { message, kind, data, trace } = outcome.error.unwrap_or_default();
    let document =
        Document { error_message: message, error_type: kind, error_data: data, stack_trace: trace };
    let document = serde_json::to_vec(&document).map_err(ApiError::bug)?;
    Ok((Some("Unhandled".to_owned()), Bytes::from(document)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_end_is_told_as_functions_answer() {
        let outcome = |result: Option<&str>, message: Option<&str>| Outcome {
            result: result.map(str::to_owned),
            error: message.map(|message| Failure {
                message: Some(message.to_owned()),
                kind: Some("T".to_owned()),
                ..Failure::default()
            }),
        };
        let cases = [
            (Status::Succeeded, outcome(Some("[1]"), None), None, "[1]"),
            (Status::Succeeded, outcome(None, None), None, "null"),
            (
                Status::Failed,
                outcome(None, Some("no")),
                Some("Unhandled"),
                r#"{"errorMessage":"no","errorType":"T"}"#,
            ),
            (Status::Stopped, outcome(None, None), Some("Unhandled"), "{}"),
        ];
        for (status, outcome, error, payload) in cases {
            let (kind, told) = told(status, outcome).expect("JSON");
            assert_eq!((kind.as_deref(), &told[..]), (error, payload.as_bytes()));
        }
    }
}
