//! ListDurableExecutionsByFunction: executions of a function, the newest first unless the request says otherwise.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_ListDurableExecutionsByFunction.html>

use gen_lambda::{ListDurableExecutionsByFunctionRequest, ListDurableExecutionsByFunctionResponse};
use kernel::{ApiResult, Cx};

use crate::executions::execution::Execution;
use crate::executions::tables::{EXECUTIONS, OF_FUNCTIONS};
use crate::function_name::Target;
use crate::page::Page;
use crate::resolve;

pub(crate) async fn list_durable_executions_by_function(
    cx: &mut Cx<'_>,
    input: &ListDurableExecutionsByFunctionRequest,
) -> ApiResult<ListDurableExecutionsByFunctionResponse> {
    let target = Target::parse(cx, &input.function_name, input.qualifier.as_deref())?;
    resolve::function(cx, &target.name).await?;
    let version = match &target.qualifier {
        None => None,
        Some(_) => Some(resolve::describe(cx, &target).await?.version().version),
    };
    let oldest_first = input.reverse_order.unwrap_or(false);
    let order = if oldest_first { "oldest" } else { "newest" };
    let binding = ["durable-executions", target.name.as_str(), order];
    let page = Page::of_executions(cx, &binding, input.max_items, input.marker.as_deref())?;
    let range = cx.rows(&OF_FUNCTIONS).prefix(&target.name);
    let mut found = Vec::new();
    for ((_, _, id), ()) in cx.range(&OF_FUNCTIONS, &range, usize::MAX).await? {
        let Some(execution) = cx.get(&EXECUTIONS, &id).await? else { continue };
        if version.is_none_or(|version| version == execution.version) && fits(&execution, input) {
            found.push(execution);
        }
    }
    if !oldest_first {
        found.reverse();
    }
    let position = |execution: &Execution| position(execution, oldest_first);
    let (executions, next_marker) = page.cut(cx, found, position);
    let shown = executions.iter().map(|execution| shown(cx, execution));
    let durable_executions = Some(shown.collect::<ApiResult<_>>()?);
    Ok(ListDurableExecutionsByFunctionResponse { durable_executions, next_marker })
}

/// Texts that grow in the order of the list.
fn position(execution: &Execution, oldest_first: bool) -> String {
    let began = execution.started.as_micros().unsigned_abs();
    match oldest_first {
        true => format!("{began:020}/{}", execution.id),
        false => {
            let turned: String =
                execution.id.bytes().map(|byte| format!("{:02x}", !byte)).collect();
            format!("{:020}/{turned}", u64::MAX - began)
        }
    }
}

fn fits(execution: &Execution, input: &ListDurableExecutionsByFunctionRequest) -> bool {
    let name = input.durable_execution_name.as_ref();
    let statuses = input.statuses.as_ref();
    name.is_none_or(|name| *name == execution.name)
        && statuses.is_none_or(|all| all.iter().any(|one| one == execution.status_text()))
        && input.started_after.is_none_or(|after| execution.started > after)
        && input.started_before.is_none_or(|before| execution.started < before)
}

fn shown(cx: &Cx<'_>, execution: &Execution) -> ApiResult<gen_lambda::Execution> {
    Ok(gen_lambda::Execution {
        durable_execution_arn: Some(execution.arn(cx)?),
        durable_execution_name: Some(execution.name.clone()),
        function_arn: Some(execution.function_arn(cx)?),
        status: Some(execution.status_text().to_owned()),
        start_timestamp: Some(execution.started),
        end_timestamp: execution.end.as_ref().map(|end| end.at),
        kms_key_arn: None,
    })
}
