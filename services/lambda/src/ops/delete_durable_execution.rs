//! DeleteDurableExecution: forgets an execution that has ended; its name may be used again.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_DeleteDurableExecution.html>

use gen_lambda::{DeleteDurableExecutionRequest, DeleteDurableExecutionResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::{arn, ending};

pub(crate) async fn delete_durable_execution(
    cx: &mut Cx<'_>,
    input: &DeleteDurableExecutionRequest,
) -> ApiResult<DeleteDurableExecutionResponse> {
    let found = arn::find(cx, &input.durable_execution_arn).await?;
    let execution = found.ok_or_else(errors::no_such_execution)?;
    if execution.end.is_none() {
        return Err(errors::execution_goes_on());
    }
    ending::forget(cx, &execution).await?;
    Ok(DeleteDurableExecutionResponse { deletion_request_timestamp: Some(cx.now()) })
}
