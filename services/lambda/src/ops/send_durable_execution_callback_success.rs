//! SendDurableExecutionCallbackSuccess: answers a callback with a result.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_SendDurableExecutionCallbackSuccess.html>

use durable::Answer;
use gen_lambda::{
    SendDurableExecutionCallbackSuccessRequest, SendDurableExecutionCallbackSuccessResponse,
};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::callback;

pub(crate) async fn send_durable_execution_callback_success(
    cx: &mut Cx<'_>,
    input: &SendDurableExecutionCallbackSuccessRequest,
) -> ApiResult<SendDurableExecutionCallbackSuccessResponse> {
    let given = input.result.as_ref().filter(|result| !result.is_empty());
    let text = given.map(|result| String::from_utf8(result.to_vec())).transpose();
    let result = text.map_err(|_| errors::invalid("Result must be text in UTF-8."))?;
    callback::answer(cx, &input.callback_id, Answer::Success(result)).await?;
    Ok(SendDurableExecutionCallbackSuccessResponse::default())
}
