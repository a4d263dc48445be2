//! Calls the function for whoever asked: with their permissions, and no longer than they wait.

use std::time::Duration;

use bytes::Bytes;
use gen_lambda::InvocationRequest;
use gen_lambda::operations::Invoke;
use kernel::{ApiResult, Call, Kernel, Timestamp};

use super::{PATIENCE, SERVICE, refusals};

/// Until when a request that begins now is waited for.
pub(super) fn patience(kernel: &Kernel) -> Timestamp {
    kernel.clock().now().plus(Duration::from_secs(PATIENCE))
}

/// What the function returns. `call` is the request that it answers.
pub(super) async fn invoke(
    kernel: &Kernel,
    call: &Call,
    function: &str,
    event: Vec<u8>,
) -> ApiResult<Bytes> {
    let input = InvocationRequest {
        function_name: function.to_owned(),
        payload: Some(event.into()),
        ..InvocationRequest::default()
    };
    match kernel.run_for::<Invoke>(SERVICE, call, input).await {
        Ok(answer) if answer.function_error.is_some() => Err(refusals::failed()),
        Ok(answer) => Ok(answer.payload.unwrap_or_default()),
        // What stands between the cloud and its functions, such as that there are none.
        Err(error) if error.status() == 501 => Err(error),
        Err(error) => Err(refusals::not_invoked(&error)),
    }
}

/// The same, as long as the request's patience lasts.
pub(super) async fn invoke_in_time(
    kernel: &Kernel,
    call: &Call,
    function: &str,
    event: Vec<u8>,
) -> ApiResult<Bytes> {
    let clock = kernel.clock();
    let until = patience(kernel);
    tokio::select! {
        biased;
        answer = invoke(kernel, call, function, event) => answer,
        () = clock.sleep_until(until) => Err(refusals::timed_out()),
    }
}
