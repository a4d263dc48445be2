//! The operations that a replay needs, page by page: with an invocation's event, and for functions that ask for more.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/api/API_GetDurableExecutionState.html>

use gen_lambda::Operation;
use kernel::{ApiResult, Cx};

use super::execution::Execution;
use super::kept::{Kept, needed};
use super::{progress, shown};
use crate::limits;
use crate::page::{Page, numbered};

/// A page of operations, and the marker of the next.
pub(crate) async fn page(
    cx: &mut Cx<'_>,
    execution: &Execution,
    max_items: Option<i32>,
    marker: Option<&str>,
) -> ApiResult<(Vec<Operation>, Option<String>)> {
    let binding = ["durable-state", execution.id.as_str()];
    let page = Page::of_executions(cx, &binding, max_items, marker)?;
    let all = needed(progress::operations(cx, &execution.id).await?);
    let input = execution.input(cx.kernel())?;
    let rest = all
        .into_iter()
        .filter(|kept| page.after.as_ref().is_none_or(|after| numbered(kept.position) > *after));
    let rest: Vec<Kept> = rest.collect();
    let few = fitting(&rest, input.len());
    let cut = rest.len() > few;
    let last = rest.get(few.saturating_sub(1)).map(|kept| numbered(kept.position));
    let first = rest.into_iter().take(few).collect();
    let (items, more) = page.cut(cx, first, |kept: &Kept| numbered(kept.position));
    let marker = match (more, cut) {
        (Some(marker), _) => Some(marker),
        (None, true) => last.map(|last| page.marker(cx, &last)),
        (None, false) => None,
    };
    Ok((items.iter().map(|kept| shown::operation(kept, &input)).collect(), marker))
}

/// How many from the beginning fit into a page; one always does.
fn fitting(all: &[Kept], input: usize) -> usize {
    let mut room = limits::STATE_BYTES.saturating_sub(input);
    let fit = all.iter().take_while(|kept| {
        let size = size(kept);
        let fits = size <= room;
        room = room.saturating_sub(size);
        fits
    });
    fit.count().max(1)
}

fn size(kept: &Kept) -> usize {
    let operation = &kept.operation;
    let error = operation.error.as_ref().map_or(0, |error| {
        let parts = [&error.message, &error.kind, &error.data];
        let trace: usize = error.trace.iter().map(String::len).sum();
        parts.into_iter().flatten().map(String::len).sum::<usize>() + trace
    });
    512 + operation.result.as_ref().map_or(0, String::len) + error
}
