//! Events that wait because their function is at its limit, in the order in which they came. When the function is done
//! with one of them the next is tried at once, however long its own wait would still last.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html>

use kernel::{ApiResult, Cx, Timestamp};

use super::pending::RUN;
use super::tables::{PENDING, WAITING};
use crate::function_name::FunctionName;

/// Rows looked at to find one that is still there.
const AT_ONCE: usize = 8;

/// Where an event stands in the line of its function.
type Place = (FunctionName, i64, String);

fn place(function: &FunctionName, since: Timestamp, id: &str) -> Place {
    (function.clone(), since.as_micros(), id.to_owned())
}

/// Puts an event into the line.
pub(crate) fn join(cx: &mut Cx<'_>, function: &FunctionName, since: Timestamp, id: &str) {
    cx.put(&WAITING, &place(function, since, id), &());
}

/// Takes it out.
pub(crate) fn leave(cx: &mut Cx<'_>, function: &FunctionName, since: Timestamp, id: &str) {
    cx.delete(&WAITING, &place(function, since, id));
}

/// The function has room: who waits longest is tried now.
pub(crate) async fn next(cx: &mut Cx<'_>, function: &FunctionName) -> ApiResult<()> {
    let line = cx.rows(&WAITING).prefix(function);
    for (place, ()) in cx.range(&WAITING, &line, AT_ONCE).await? {
        let id = place.2.clone();
        if cx.has(&PENDING, &id).await? {
            let now = cx.now();
            return cx.schedule(&RUN, &id, now, &id).await;
        }
        cx.delete(&WAITING, &place);
    }
    Ok(())
}
