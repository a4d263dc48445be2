//! Calls a function for an event, through Invoke, under the event's own request id: a retry has that of the first try.

use std::sync::Arc;

use gen_lambda::operations::Invoke;
use gen_lambda::{InvocationRequest, InvocationResponse};
use kernel::{AccountId, ApiError, ApiResult, Call, Caller, Kernel, Region};
use schema::{Bytes, Operation as _};

/// What a function is called with.
pub(crate) struct Given<'a> {
    pub(crate) function: &'a str,
    pub(crate) qualifier: Option<&'a str>,
    pub(crate) payload: Bytes,
    pub(crate) client_context: Option<&'a str>,
    pub(crate) request_id: &'a str,
    pub(crate) trace: Option<&'a str>,
}

/// What a function said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) payload: Bytes,
    pub(crate) version: String,
    /// `Unhandled` or `Handled` of one that failed.
    pub(crate) error: Option<String>,
}

/// What came of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The function answered, well or not.
    Answered(Answer),
    /// It cannot be called now: throttled, or this machine's fault.
    Later(String),
    /// There is no such function, or it will never take this.
    Never(String),
    /// It is in a loop that is ended here.
    Looped(String),
}

/// Calls the function as Lambda itself, and waits for its answer.
pub(crate) async fn invoke(
    kernel: &Kernel,
    account: AccountId,
    region: &Region,
    given: Given<'_>,
) -> Outcome {
    match call(kernel, account, region, given).await {
        Ok(answer) => Outcome::Answered(answer),
        Err(error) => refused(&error),
    }
}

async fn call(
    kernel: &Kernel,
    account: AccountId,
    region: &Region,
    given: Given<'_>,
) -> ApiResult<Answer> {
    let (operation, _) = kernel
        .registered(Invoke::SERVICE)?
        .entry(Invoke::INDEX)
        .ok_or_else(|| ApiError::not_implemented("lambda:Invoke"))?;
    let caller = Arc::new(Caller::service("lambda", account));
    let input = InvocationRequest {
        function_name: given.function.to_owned(),
        qualifier: given.qualifier.map(str::to_owned),
        client_context: given.client_context.map(str::to_owned),
        payload: Some(given.payload),
        ..InvocationRequest::default()
    };
    let call = Call {
        operation,
        request_id: given.request_id.to_owned(),
        trace: given.trace.map(Arc::from),
        input: Box::new(input),
        ..kernel.call_as(Invoke::SERVICE, &caller, region)
    };
    let output = kernel.dispatch(call).await?.into_any().downcast::<InvocationResponse>();
    let output = output.map_err(|_| ApiError::bug("Invoke answered with another's output"))?;
    Ok(Answer {
        payload: output.payload.unwrap_or_default(),
        version: output.executed_version.unwrap_or_else(|| "$LATEST".to_owned()),
        error: output.function_error,
    })
}

/// Throttles and what is not the caller's fault pass; all else stays as it is.
pub(crate) fn refused(error: &ApiError) -> Outcome {
    let message = error.message().unwrap_or_default().to_owned();
    match error.code() {
        "TooManyRequestsException" | "ResourceConflictException" | "ResourceNotReadyException" => {
            Outcome::Later(message)
        }
        "RecursiveInvocationException" => Outcome::Looped(message),
        _ if error.status() >= 500 && error.status() != 501 => Outcome::Later(message),
        _ => Outcome::Never(message),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_and_what_stays() {
        for (code, status, later) in [
            ("TooManyRequestsException", 429, true),
            ("ServiceException", 500, true),
            ("ResourceConflictException", 409, true),
            ("ResourceNotFoundException", 404, false),
            ("InvalidRequestContentException", 400, false),
            ("NotImplemented", 501, false),
        ] {
            let outcome = refused(&ApiError::new(code, status, "m"));
            assert_eq!(matches!(outcome, Outcome::Later(_)), later, "{code}");
        }
    }
}
