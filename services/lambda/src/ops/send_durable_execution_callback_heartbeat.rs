//! SendDurableExecutionCallbackHeartbeat: who works on a callback is still at it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_SendDurableExecutionCallbackHeartbeat.html>

use gen_lambda::{
    SendDurableExecutionCallbackHeartbeatRequest, SendDurableExecutionCallbackHeartbeatResponse,
};
use kernel::{ApiResult, Cx};

use crate::executions::callback;

pub(crate) async fn send_durable_execution_callback_heartbeat(
    cx: &mut Cx<'_>,
    input: &SendDurableExecutionCallbackHeartbeatRequest,
) -> ApiResult<SendDurableExecutionCallbackHeartbeatResponse> {
    callback::heartbeat(cx, &input.callback_id).await?;
    Ok(SendDurableExecutionCallbackHeartbeatResponse::default())
}
