//! GetDurableExecutionHistory: what happened to an execution, event by event.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetDurableExecutionHistory.html>

use gen_lambda::{GetDurableExecutionHistoryRequest, GetDurableExecutionHistoryResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::executions::{arn, history};
use crate::page::{Page, numbered};

pub(crate) async fn get_durable_execution_history(
    cx: &mut Cx<'_>,
    input: &GetDurableExecutionHistoryRequest,
) -> ApiResult<GetDurableExecutionHistoryResponse> {
    let found = arn::find(cx, &input.durable_execution_arn).await?;
    let execution = found.ok_or_else(errors::no_such_execution)?;
    let reverse = input.reverse_order.unwrap_or(false);
    let order = if reverse { "newest" } else { "oldest" };
    let binding = ["durable-history", execution.id.as_str(), order];
    let page = Page::of_executions(cx, &binding, input.max_items, input.marker.as_deref())?;
    // Positions grow, also when the numbers fall.
    let turned = |number: u64| if reverse { u64::MAX - number } else { number };
    let after = match &page.after {
        None => None,
        Some(text) => Some(turned(text.parse().map_err(|_| errors::bad_marker())?)),
    };
    let events = history::events(cx, &execution.id, after, reverse, page.reads()).await?;
    let (events, next_marker) = page.cut(cx, events, |(number, _)| numbered(turned(*number)));
    let data = input.include_execution_data.unwrap_or(true);
    let events = events.iter().map(|(number, past)| history::shown(*number, past, data));
    Ok(GetDurableExecutionHistoryResponse { events: Some(events.collect()), next_marker })
}
