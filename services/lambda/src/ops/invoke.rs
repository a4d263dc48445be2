//! Invoke: calls a function and waits for its answer, or hands an event over to be dealt with later.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use functions::{Invoked, Outcome};
use gen_lambda::{InvocationRequest, InvocationResponse};
use kernel::{ApiError, ApiResult, WaitCx, transact};

use crate::events::{Event, enqueue};
use crate::invocation::{self, Given, Prepared};
use crate::{errors, executions};

pub(crate) async fn invoke(
    wx: &mut WaitCx<'_>,
    input: &InvocationRequest,
) -> ApiResult<InvocationResponse> {
    if input.tenant_id.is_some() {
        return Err(ApiError::not_implemented("lambda:Invoke with a tenant"));
    }
    let name = input.durable_execution_name.as_deref();
    let given = Given {
        function: &input.function_name,
        qualifier: input.qualifier.as_deref(),
        payload: input.payload.as_ref(),
        client_context: input.client_context.as_deref(),
        log_type: input.log_type.as_deref(),
    };
    match input.invocation_type.as_deref() {
        Some("DryRun") => {
            given.checked(wx).await?;
            Ok(InvocationResponse { status_code: Some(204), ..InvocationResponse::default() })
        }
        Some("Event") => later(wx, &given, name).await,
        _ => now(wx, &given, name).await,
    }
}

/// Takes an event that is dealt with later.
pub(super) async fn later(
    wx: &mut WaitCx<'_>,
    given: &Given<'_>,
    name: Option<&str>,
) -> ApiResult<InvocationResponse> {
    let found = given.checked(wx).await?;
    invocation::require_active(&found)?;
    if let Some(config) = &found.version().settings.durable {
        return executions::invoke::later(wx, &found, config, given, name).await;
    }
    require_nameless(name)?;
    let payload = invocation::event(given.payload)?;
    transact!(wx, cx => {
        let event = Event {
            function: &found.function.name,
            qualifier: found.qualifier.as_ref(),
            payload: &payload,
            client_context: given.client_context,
        };
        enqueue(cx, &event).await
    })?;
    Ok(InvocationResponse { status_code: Some(202), ..InvocationResponse::default() })
}

async fn now(
    wx: &mut WaitCx<'_>,
    given: &Given<'_>,
    name: Option<&str>,
) -> ApiResult<InvocationResponse> {
    let ready = match given.prepared(wx).await? {
        Prepared::Ready(ready) => ready,
        Prepared::Durable(found, config) => {
            return executions::invoke::now(wx, &found, &config, given, name).await;
        }
    };
    require_nameless(name)?;
    let size = ready.invocation.payload.len();
    let invoked = ready.functions.invoke(&ready.spec, ready.invocation).await;
    Ok(answer(invoked.map_err(|error| invocation::refused(error, size))?))
}

/// Only executions of durable functions have names.
fn require_nameless(name: Option<&str>) -> ApiResult<()> {
    match name {
        Some(_) => Err(errors::name_without_durability()),
        None => Ok(()),
    }
}

fn answer(invoked: Invoked) -> InvocationResponse {
    let (function_error, payload) = match invoked.outcome {
        Outcome::Payload(payload) => (None, payload),
        Outcome::FunctionError { kind, payload } => (Some(kind.to_owned()), payload),
    };
    InvocationResponse {
        status_code: Some(200),
        function_error,
        log_result: invocation::tail(invoked.log_tail),
        payload: Some(payload),
        executed_version: Some(invoked.version),
        ..InvocationResponse::default()
    }
}
