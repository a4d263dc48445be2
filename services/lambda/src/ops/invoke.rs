//! Invoke: calls a function and waits for its answer, or hands an event over to be dealt with later.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html>

use functions::{Invoked, Outcome};
use gen_lambda::{InvocationRequest, InvocationResponse};
use kernel::{ApiError, ApiResult, WaitCx, transact};

use crate::events::{Event, enqueue};
use crate::invocation::{self, Given};

pub(crate) async fn invoke(
    wx: &mut WaitCx<'_>,
    input: &InvocationRequest,
) -> ApiResult<InvocationResponse> {
    if input.durable_execution_name.is_some() || input.tenant_id.is_some() {
        return Err(ApiError::not_implemented(
            "lambda:Invoke with a durable execution or a tenant",
        ));
    }
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
        Some("Event") => later(wx, &given).await,
        _ => now(wx, &given).await,
    }
}

/// Takes an event that is dealt with later.
pub(super) async fn later(wx: &mut WaitCx<'_>, given: &Given<'_>) -> ApiResult<InvocationResponse> {
    let found = given.checked(wx).await?;
    invocation::require_active(&found)?;
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

async fn now(wx: &mut WaitCx<'_>, given: &Given<'_>) -> ApiResult<InvocationResponse> {
    let ready = given.ready(wx).await?;
    let size = ready.invocation.payload.len();
    let invoked = ready.functions.invoke(&ready.spec, ready.invocation).await;
    Ok(answer(invoked.map_err(|error| invocation::refused(error, size))?))
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
