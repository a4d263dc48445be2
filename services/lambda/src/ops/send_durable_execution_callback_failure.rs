//! SendDurableExecutionCallbackFailure: answers a callback with an error.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_SendDurableExecutionCallbackFailure.html>

use durable::Answer;
use gen_lambda::{
    SendDurableExecutionCallbackFailureRequest, SendDurableExecutionCallbackFailureResponse,
};
use kernel::{ApiResult, Cx};

use crate::executions::{callback, updates};

pub(crate) async fn send_durable_execution_callback_failure(
    cx: &mut Cx<'_>,
    input: &SendDurableExecutionCallbackFailureRequest,
) -> ApiResult<SendDurableExecutionCallbackFailureResponse> {
    let error = input.error.as_ref().map(updates::failure).transpose()?;
    let answer = Answer::Failure(error.unwrap_or_default());
    callback::answer(cx, &input.callback_id, answer).await?;
    Ok(SendDurableExecutionCallbackFailureResponse::default())
}
