//! How an execution goes on: its operations as they change, the clock's part in it, and when its function is called next.

use durable::Operation;
use kernel::{ApiResult, Cx, Timestamp};

use super::execution::{Execution, open, seal};
use super::history::{self, What};
use super::kept::{Kept, waits};
use super::run::{RUN, Turn};
use super::tables::{OPERATIONS, TIMERS, UNSEEN};

/// The operation of this id.
pub(crate) async fn operation(
    cx: &mut Cx<'_>,
    execution: &str,
    id: &str,
) -> ApiResult<Option<Kept>> {
    let row = cx.get(&OPERATIONS, &(execution.to_owned(), id.to_owned())).await?;
    row.map(|row| open(cx.kernel(), &row)).transpose()
}

/// All operations, in the order of their beginnings.
pub(crate) async fn operations(cx: &mut Cx<'_>, execution: &str) -> ApiResult<Vec<Kept>> {
    let range = cx.rows(&OPERATIONS).prefix(&execution.to_owned());
    let rows = cx.range(&OPERATIONS, &range, usize::MAX).await?;
    let all = rows.into_iter().map(|(_, row)| open(cx.kernel(), &row));
    let mut all = all.collect::<ApiResult<Vec<Kept>>>()?;
    all.sort_by_key(|kept| kept.position);
    Ok(all)
}

/// Keeps an operation as it is now. The function has not seen it so.
pub(crate) fn write(
    cx: &mut Cx<'_>,
    execution: &mut Execution,
    before: Option<&Operation>,
    after: &Kept,
) -> ApiResult<()> {
    let timer = |operation: &Operation| {
        let due = durable::next_due(operation)?;
        Some((execution.id.clone(), due.as_micros(), operation.id.clone()))
    };
    let (old, new) = (before.and_then(timer), timer(&after.operation));
    if old != new {
        if let Some(old) = old {
            cx.delete(&TIMERS, &old);
        }
        if let Some(new) = new {
            cx.put(&TIMERS, &new, &());
        }
    }
    let waited = before.is_some_and(waits);
    let waiting = execution.progress.waiting + u64::from(waits(&after.operation));
    execution.progress.waiting = waiting.saturating_sub(u64::from(waited));
    let key = (execution.id.clone(), after.operation.id.clone());
    let row = seal(cx.kernel(), after)?;
    cx.put(&OPERATIONS, &key, &row);
    cx.put(&UNSEEN, &key, &());
    Ok(())
}

/// Does what the clock has to do by now.
pub(crate) async fn pass_time(cx: &mut Cx<'_>, execution: &mut Execution) -> ApiResult<()> {
    let now = cx.now();
    let range = cx.rows(&TIMERS).prefix(&execution.id);
    let due = |at: i64| at <= now.as_micros();
    for ((_, at, id), ()) in cx.range(&TIMERS, &range, usize::MAX).await? {
        if !due(at) {
            break;
        }
        let Some(kept) = operation(cx, &execution.id, &id).await? else { continue };
        let Some(after) = durable::pass(&kept.operation, now) else { continue };
        let before = kept.operation.clone();
        let kept = Kept { operation: after, ..kept };
        if kept.operation.status.is_final() {
            history::record(cx, execution, &kept.operation, What::of_end(&kept.operation))?;
        }
        write(cx, execution, Some(&before), &kept)?;
    }
    Ok(())
}

/// Which operations have changed since the function was told of them; up to so many.
pub(crate) async fn unseen(
    cx: &mut Cx<'_>,
    execution: &str,
    limit: usize,
) -> ApiResult<Vec<String>> {
    let range = cx.rows(&UNSEEN).prefix(&execution.to_owned());
    let rows = cx.range(&UNSEEN, &range, limit).await?;
    Ok(rows.into_iter().map(|((_, id), ())| id).collect())
}

/// The same, which it is told of now.
pub(crate) async fn tell(cx: &mut Cx<'_>, execution: &str) -> ApiResult<Vec<String>> {
    let ids = unseen(cx, execution, usize::MAX).await?;
    for id in &ids {
        cx.delete(&UNSEEN, &(execution.to_owned(), id.clone()));
    }
    Ok(ids)
}

/// Has the execution go on when there is something to go on with: now, or when the clock says so. While an invocation is under
/// way, its end sees to that.
pub(crate) async fn arm(cx: &mut Cx<'_>, execution: &mut Execution) -> ApiResult<()> {
    if execution.end.is_some() || execution.progress.running.is_some() {
        return Ok(());
    }
    let owed = execution.progress.owed || !unseen(cx, &execution.id, 1).await?.is_empty();
    let next = match owed {
        true => Some(execution.progress.rest.map_or(cx.now(), |rest| rest.max(cx.now()))),
        false => first_timer(cx, &execution.id).await?,
    };
    let Some(at) = next else { return cx.cancel(&RUN, &execution.id).await };
    execution.progress.turn = cx.next_sequence();
    let turn = Turn { execution: execution.id.clone(), number: execution.progress.turn };
    cx.schedule(&RUN, &execution.id, at, &turn).await
}

async fn first_timer(cx: &mut Cx<'_>, execution: &String) -> ApiResult<Option<Timestamp>> {
    let range = cx.rows(&TIMERS).prefix(execution);
    let first = cx.range(&TIMERS, &range, 1).await?;
    Ok(first.first().map(|((_, at, _), ())| Timestamp::from_micros(*at)))
}
