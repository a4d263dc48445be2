//! GetDurableExecutionState: the operations that a function needs to replay, while it runs.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetDurableExecutionState.html>

use gen_lambda::{GetDurableExecutionStateRequest, GetDurableExecutionStateResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::{arn, state, token};

pub(crate) async fn get_durable_execution_state(
    cx: &mut Cx<'_>,
    input: &GetDurableExecutionStateRequest,
) -> ApiResult<GetDurableExecutionStateResponse> {
    let found = arn::find(cx, &input.durable_execution_arn).await?;
    let execution = found.ok_or_else(errors::bad_checkpoint_token)?;
    token::require(cx.kernel(), &execution, &input.checkpoint_token)?;
    let (operations, next_marker) =
        state::page(cx, &execution, input.max_items, input.marker.as_deref()).await?;
    Ok(GetDurableExecutionStateResponse { operations: Some(operations), next_marker })
}
