//! Receives of a FIFO queue that a client repeats because the answer got lost: by the same attempt id it gets
//! the same messages, as long as nothing happened to them.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-receiverequestattemptid-request-parameter.html>

use std::time::Duration;

use kernel::{ApiResult, Cx, Timestamp};

use crate::queue::Queue;
use crate::schedule::Received;
use crate::tables::{ATTEMPT_ENDS, ATTEMPTS, Attempt};
use crate::{fifo, limits};

/// Forgotten attempts that a receive tidies up: more than it adds.
const ENDED_AT_ONCE: usize = 3;

/// What the attempt `id` returned before, received again.
pub(crate) async fn repeat(
    cx: &mut Cx<'_>,
    queue: &Queue,
    id: &str,
    visibility: Duration,
) -> ApiResult<Option<Vec<Received>>> {
    match cx.get(&ATTEMPTS, &(queue.generation, id.to_owned())).await? {
        Some(attempt) if attempt.until > cx.now() => {
            fifo::take_again(cx, queue, &attempt.messages, visibility).await
        }
        _ => Ok(None),
    }
}

/// Remembers what the attempt `id` returns.
pub(crate) async fn remember(
    cx: &mut Cx<'_>,
    queue: &Queue,
    id: &str,
    received: &[Received],
) -> ApiResult<()> {
    forget_ended(cx, queue).await?;
    let until = cx.now().plus(limits::RECEIVE_ATTEMPT_WINDOW);
    let messages = received.iter().map(|r| (r.sequence, r.tally.received)).collect();
    cx.put(&ATTEMPTS, &(queue.generation, id.to_owned()), &Attempt { until, messages });
    cx.put(&ATTEMPT_ENDS, &(queue.generation, until.as_micros(), id.to_owned()), &());
    Ok(())
}

async fn forget_ended(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<()> {
    let end = (queue.generation, cx.now().as_micros() + 1);
    let ended = cx.rows(&ATTEMPT_ENDS).prefix(&queue.generation).before(&end);
    for (end, ()) in cx.head(&ATTEMPT_ENDS, &ended, ENDED_AT_ONCE).await? {
        cx.delete(&ATTEMPT_ENDS, &end);
        let key = (end.0, end.2);
        let row = cx.get(&ATTEMPTS, &key).await?;
        if row.is_some_and(|row| row.until <= Timestamp::from_micros(end.1)) {
            cx.delete(&ATTEMPTS, &key);
        }
    }
    Ok(())
}
