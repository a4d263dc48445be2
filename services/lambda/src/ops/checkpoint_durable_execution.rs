//! CheckpointDurableExecution: keeps what a function says of its operations, and tells it what has changed.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_CheckpointDurableExecution.html>

use std::collections::BTreeMap;

use gen_lambda::{CheckpointDurableExecutionRequest, CheckpointDurableExecutionResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::tables::EXECUTIONS;
use crate::executions::{arn, checkpoint, token, updates};

pub(crate) async fn checkpoint_durable_execution(
    cx: &mut Cx<'_>,
    input: &CheckpointDurableExecutionRequest,
) -> ApiResult<CheckpointDurableExecutionResponse> {
    let given = input.updates.as_deref().unwrap_or_default();
    let found = arn::find(cx, &input.durable_execution_arn).await?;
    let mut execution = found.ok_or_else(errors::bad_checkpoint_token)?;
    if let Some(answer) = checkpoint::repeated(cx, &execution, input).await? {
        return Ok(answer);
    }
    token::require(cx.kernel(), &execution, &input.checkpoint_token)?;
    let updates = updates::read(given, execution.parent.is_some())?;
    let traces: BTreeMap<String, String> = given
        .iter()
        .filter_map(|update| {
            let options = update.chained_invoke_options.as_ref()?;
            Some((update.id.clone(), options.x_amzn_trace_id.clone()?))
        })
        .collect();
    let answer = checkpoint::take(cx, &mut execution, &updates, &traces, input).await?;
    cx.put(&EXECUTIONS, &execution.id, &execution);
    Ok(answer)
}
