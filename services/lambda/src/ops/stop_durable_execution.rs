//! StopDurableExecution: ends an execution for good. One that has ended stays as it ended.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_StopDurableExecution.html>

use durable::Failure;
use gen_lambda::{StopDurableExecutionRequest, StopDurableExecutionResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::ending::{self, Ending};
use crate::executions::execution::Status;
use crate::executions::tables::EXECUTIONS;
use crate::executions::{arn, updates};

pub(crate) async fn stop_durable_execution(
    cx: &mut Cx<'_>,
    input: &StopDurableExecutionRequest,
) -> ApiResult<StopDurableExecutionResponse> {
    let found = arn::find(cx, &input.durable_execution_arn).await?;
    let mut execution = found.ok_or_else(errors::no_such_execution)?;
    let error = match &input.error {
        Some(error) => updates::failure(error)?,
        None => Failure {
            message: Some("Execution stopped by user request".to_owned()),
            ..Failure::default()
        },
    };
    if execution.end.is_none() {
        ending::end(cx, &mut execution, Ending::failed(Status::Stopped, Some(error))).await?;
        cx.put(&EXECUTIONS, &execution.id, &execution);
    }
    Ok(StopDurableExecutionResponse { stop_timestamp: execution.end.map(|end| end.at) })
}
