//! GetDurableExecution: an execution, and what it was given and gave.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetDurableExecution.html>

use gen_lambda::{GetDurableExecutionRequest, GetDurableExecutionResponse, TraceHeader};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::{arn, shown};

pub(crate) async fn get_durable_execution(
    cx: &mut Cx<'_>,
    input: &GetDurableExecutionRequest,
) -> ApiResult<GetDurableExecutionResponse> {
    let found = arn::find(cx, &input.durable_execution_arn).await?;
    let execution = found.ok_or_else(errors::no_such_execution)?;
    let data = input.include_execution_data.unwrap_or(true);
    let outcome = execution.outcome(cx.kernel())?.map(|(_, outcome)| outcome);
    let outcome = outcome.filter(|_| data).unwrap_or_default();
    let event = execution.input(cx.kernel())?;
    Ok(GetDurableExecutionResponse {
        durable_execution_arn: Some(execution.arn(cx)?),
        durable_execution_name: Some(execution.name.clone()),
        function_arn: Some(execution.function_arn(cx)?),
        input_payload: data.then_some(event),
        result: outcome.result,
        error: outcome.error.as_ref().map(shown::error),
        start_timestamp: Some(execution.started),
        status: Some(execution.status_text().to_owned()),
        end_timestamp: execution.end.as_ref().map(|end| end.at),
        version: Some(execution.version_text()),
        trace_header: Some(TraceHeader { x_amzn_trace_id: Some(execution.trace.clone()) }),
        execution_data_included: Some(data),
        durable_config: Some(execution.config.shown()),
        pause_details: None,
        expected_execution_timeout_timestamp: match execution.end {
            Some(_) => None,
            None => Some(execution.deadline()),
        },
    })
}
