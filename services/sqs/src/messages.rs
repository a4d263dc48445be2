//! What can be done with messages, whichever kind their queue is of.

use std::time::Duration;

use kernel::{ApiResult, Cx, Timestamp};

use crate::message::{Message, Tally};
use crate::queue::Queue;
use crate::receipt_handle::ReceiptHandle;
use crate::schedule::Taken;
use crate::{errors, fifo, standard};

/// Puts a message in, to be received from `visible_at` on, and wakes a receiver. Answers its number.
pub(crate) async fn enqueue(
    cx: &mut Cx<'_>,
    queue: &Queue,
    message: &Message,
    tally: Tally,
    visible_at: Timestamp,
) -> ApiResult<u64> {
    let sequence = if queue.is_fifo() {
        fifo::enqueue(cx, queue, message, tally, visible_at).await?
    } else {
        standard::enqueue(cx, queue, message, tally, visible_at)
    };
    // A delayed message wakes too: the receiver learns until when to wait.
    let wake = queue.wake_key(cx);
    cx.notify(wake, 1);
    Ok(sequence)
}

/// Takes up to `want` visible messages for `visibility`.
pub(crate) async fn take(
    cx: &mut Cx<'_>,
    queue: &Queue,
    want: usize,
    visibility: Duration,
) -> ApiResult<Taken> {
    if queue.is_fifo() {
        fifo::take(cx, queue, want, visibility).await
    } else {
        standard::take(cx, queue, want, visibility).await
    }
}

/// Deletes the message that was received with this handle.
pub(crate) async fn delete(cx: &mut Cx<'_>, queue: &Queue, handle: &str) -> ApiResult<()> {
    let parsed = ReceiptHandle::parse(handle, queue.id)?;
    if parsed.generation != queue.generation {
        // It was purged.
        return Ok(());
    }
    if queue.is_fifo() {
        let deleted = fifo::delete(cx, queue, parsed).await?;
        return deleted.ok_or_else(|| errors::receipt_handle_expired(handle));
    }
    standard::delete(cx, queue, parsed).await
}

/// Makes the message that was received with this handle visible in `timeout` seconds.
pub(crate) async fn change_visibility(
    cx: &mut Cx<'_>,
    queue: &Queue,
    handle: &str,
    timeout: i64,
) -> ApiResult<()> {
    let parsed = ReceiptHandle::parse(handle, queue.id)?;
    let gone = || errors::message_not_changeable(handle);
    if parsed.generation != queue.generation {
        return Err(gone());
    }
    let changed = if queue.is_fifo() {
        fifo::change_visibility(cx, queue, parsed, timeout).await?
    } else {
        standard::change_visibility(cx, queue, parsed, timeout).await?
    };
    changed.ok_or_else(gone)
}

/// The first `limit` visible messages that were sent before number `before`.
pub(crate) async fn peek(
    cx: &mut Cx<'_>,
    queue: &Queue,
    before: u64,
    limit: usize,
) -> ApiResult<Vec<(u64, Message)>> {
    if queue.is_fifo() {
        fifo::peek(cx, queue, before, limit).await
    } else {
        standard::peek(cx, queue, before, limit).await
    }
}

/// Takes a visible message out.
pub(crate) async fn discard(
    cx: &mut Cx<'_>,
    queue: &Queue,
    sequence: u64,
    message: &Message,
) -> ApiResult<()> {
    if queue.is_fifo() {
        return fifo::discard(cx, queue, fifo::group_of(message), sequence).await;
    }
    standard::discard(cx, queue, sequence);
    Ok(())
}
