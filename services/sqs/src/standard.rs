//! Standard queues: what is visible lies in [`READY`] in the order in which it was sent, and comes back to its
//! place there when its timer ends. Sends touch no row of another send; receives meet only at what they take.

use std::time::Duration;

use kernel::{ApiResult, Cx, Timestamp};

use crate::dead_letter::{self, Exhausted};
use crate::message::{Message, Tally};
use crate::queue::Queue;
use crate::receipt_handle::ReceiptHandle;
use crate::schedule::{self, Received, Taken};
use crate::tables::{Flight, IN_FLIGHT, MESSAGES, READY, TIMERS};
use crate::{errors, limits};

/// Timers that one receive tidies up.
const DUE_AT_ONCE: usize = 64;
/// Expired and undeliverable messages that one receive passes by before it answers with what it has.
const MAX_PASSED: usize = 500;

/// Puts a message in, to be received from `visible_at` on.
pub(crate) fn enqueue(
    cx: &mut Cx<'_>,
    queue: &Queue,
    message: &Message,
    tally: Tally,
    visible_at: Timestamp,
) -> u64 {
    let sequence = cx.next_sequence();
    schedule::put_message(cx, queue, sequence, message);
    if visible_at > cx.now() {
        schedule::put_timer(cx, queue, visible_at, sequence, &tally);
    } else {
        cx.put(&READY, &(queue.generation, sequence), &tally);
    }
    sequence
}

/// Makes visible what has become so.
pub(crate) async fn promote_due(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<()> {
    // The count is cheaper than a look, and most queues have nothing to wait for.
    if cx.count_rows(&TIMERS, &queue.generation).await? == 0 {
        return Ok(());
    }
    let end = (queue.generation, cx.now().as_micros() + 1);
    let due = cx.rows(&TIMERS).prefix(&queue.generation).before(&end);
    for ((_, at, sequence), tally) in cx.head(&TIMERS, &due, DUE_AT_ONCE).await? {
        let at = Timestamp::from_micros(at);
        if tally.received_here() > 0 {
            schedule::remove_flight(cx, queue, sequence, at);
        } else {
            schedule::remove_timer(cx, queue, at, sequence);
        }
        cx.put(&READY, &(queue.generation, sequence), &tally);
    }
    Ok(())
}

/// Takes up to `want` visible messages for `visibility`.
pub(crate) async fn take(
    cx: &mut Cx<'_>,
    queue: &Queue,
    want: usize,
    visibility: Duration,
) -> ApiResult<Taken> {
    promote_due(cx, queue).await?;
    check_in_flight(cx, queue).await?;
    let exhausted = Exhausted::of(cx, queue).await?;
    let mut taken = Taken::default();
    let mut passed = 0;
    // What is sent from now on is none of this receive's business, and no conflict with it.
    let mut range =
        cx.rows(&READY).prefix(&queue.generation).before(&(queue.generation, cx.next_sequence()));
    'rows: loop {
        let limit = want - taken.messages.len();
        let rows = cx.head(&READY, &range, limit).await?;
        let last = rows.last().map(|(key, _)| *key);
        let full = rows.len() == limit;
        for ((_, sequence), tally) in rows {
            if passed == MAX_PASSED {
                taken.more = true;
                break 'rows;
            }
            if queue.has_expired(tally.enqueued_at, cx.now()) {
                discard(cx, queue, sequence);
                passed += 1;
            } else if exhausted.covers(&tally) {
                let message = message_of(cx, queue, sequence).await?;
                discard(cx, queue, sequence);
                dead_letter::send(cx, queue, &exhausted, message, tally).await?;
                passed += 1;
            } else {
                taken.messages.push(receive_one(cx, queue, sequence, tally, visibility).await?);
            }
        }
        match last {
            Some(last) if full && taken.messages.len() < want => range = range.after(&last),
            _ => break,
        }
    }
    if taken.messages.len() == want {
        taken.more = has_ready(cx, queue).await?;
    }
    if taken.messages.is_empty() && !taken.more {
        taken.next_visible = schedule::next_visible(cx, queue).await?;
    }
    Ok(taken)
}

/// Whether a message lies ready, by the counts of the last commit: enough to know whether to pass a wake on,
/// and cheaper than to look. A message that has no timer is ready.
async fn has_ready(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<bool> {
    let all = cx.count_rows(&MESSAGES, &queue.generation).await?;
    Ok(all > cx.count_rows(&TIMERS, &queue.generation).await?)
}

/// Only so many messages can be in flight; those whose time has come do not count.
async fn check_in_flight(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<()> {
    let rows = cx.count_rows(&IN_FLIGHT, &queue.generation).await?;
    if rows >= limits::MAX_IN_FLIGHT
        && schedule::counts(cx, queue).await?.in_flight >= limits::MAX_IN_FLIGHT
    {
        return Err(errors::over_limit());
    }
    Ok(())
}

async fn receive_one(
    cx: &mut Cx<'_>,
    queue: &Queue,
    sequence: u64,
    tally: Tally,
    visibility: Duration,
) -> ApiResult<Received> {
    let message = message_of(cx, queue, sequence).await?;
    let tally = tally.after_receive(cx.now());
    let key = (queue.generation, sequence);
    if visibility.is_zero() {
        cx.put(&READY, &key, &tally);
    } else {
        cx.delete(&READY, &key);
        let flight = Flight {
            visible_at: cx.now().plus(visibility),
            received_at: cx.now(),
            receive: tally.received,
            group: String::new(),
        };
        schedule::put_flight(cx, queue, sequence, &flight, &tally);
    }
    Ok(Received { sequence, message, tally })
}

async fn message_of(cx: &mut Cx<'_>, queue: &Queue, sequence: u64) -> ApiResult<Message> {
    let message = cx.get(&MESSAGES, &(queue.generation, sequence)).await?;
    message.ok_or_else(|| crate::queue::broken("a visible message has no body", queue))
}

/// Takes a visible message out.
pub(crate) fn discard(cx: &mut Cx<'_>, queue: &Queue, sequence: u64) {
    cx.delete(&READY, &(queue.generation, sequence));
    schedule::remove_message(cx, queue, sequence);
}

/// The first `limit` visible messages that were sent before number `before`.
pub(crate) async fn peek(
    cx: &mut Cx<'_>,
    queue: &Queue,
    before: u64,
    limit: usize,
) -> ApiResult<Vec<(u64, Message)>> {
    promote_due(cx, queue).await?;
    let range = cx.rows(&READY).prefix(&queue.generation).before(&(queue.generation, before));
    let mut found = Vec::new();
    for ((_, sequence), _) in cx.head(&READY, &range, limit).await? {
        found.push((sequence, message_of(cx, queue, sequence).await?));
    }
    Ok(found)
}

/// Deletes a received message, with whichever of its handles. What is gone already is fine.
pub(crate) async fn delete(cx: &mut Cx<'_>, queue: &Queue, handle: ReceiptHandle) -> ApiResult<()> {
    let key = (queue.generation, handle.sequence);
    if let Some(flight) = cx.get(&IN_FLIGHT, &key).await? {
        schedule::remove_flight(cx, queue, handle.sequence, flight.visible_at);
        schedule::remove_message(cx, queue, handle.sequence);
    } else if cx.has(&READY, &key).await? {
        discard(cx, queue, handle.sequence);
    }
    Ok(())
}

/// Makes a received message visible in `timeout` seconds. `None` when it is gone.
pub(crate) async fn change_visibility(
    cx: &mut Cx<'_>,
    queue: &Queue,
    handle: ReceiptHandle,
    timeout: i64,
) -> ApiResult<Option<()>> {
    let key = (queue.generation, handle.sequence);
    let (mut flight, tally) = match cx.get(&IN_FLIGHT, &key).await? {
        Some(flight) => {
            let timer = (queue.generation, flight.visible_at.as_micros(), handle.sequence);
            let tally = cx.get(&TIMERS, &timer).await?;
            let tally = tally
                .ok_or_else(|| crate::queue::broken("a message in flight has no timer", queue))?;
            (flight, tally)
        }
        None => {
            // Its timeout is over: it is taken in flight again.
            let Some(tally) = cx.get(&READY, &key).await? else { return Ok(None) };
            let (now, receive) = (cx.now(), tally.received);
            let group = String::new();
            (Flight { visible_at: now, received_at: now, receive, group }, tally)
        }
    };
    let visible_at = schedule::extended(&flight, timeout, cx.now())?;
    if cx.has(&IN_FLIGHT, &key).await? {
        schedule::remove_flight(cx, queue, handle.sequence, flight.visible_at);
    } else {
        cx.delete(&READY, &key);
    }
    if timeout == 0 {
        cx.put(&READY, &key, &tally);
        let wake = queue.wake_key(cx);
        cx.notify(wake, 1);
    } else {
        flight.visible_at = visible_at;
        schedule::put_flight(cx, queue, handle.sequence, &flight, &tally);
    }
    Ok(Some(()))
}
