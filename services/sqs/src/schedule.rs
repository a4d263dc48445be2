//! When messages can be received: the rows that both kinds of queue have, and the counts that follow from them.
//!
//! [`TIMERS`] has every message that can be received later, delayed or in flight; [`IN_FLIGHT`] has those in
//! flight by their number. A row of either whose time has come counts as visible until somebody tidies it up.

use std::time::Duration;

use kernel::{ApiResult, Cx, Timestamp};

use crate::message::{Message, Tally};
use crate::queue::Queue;
use crate::receipt_handle::ReceiptHandle;
use crate::tables::{Flight, IN_FLIGHT, MESSAGES, TIMERS};
use crate::{errors, limits};

/// How many due timers are counted at once.
const PAGE: usize = 1_000;

/// One message, received.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) sequence: u64,
    pub(crate) message: Message,
    /// This receive included.
    pub(crate) tally: Tally,
}

/// What a receive found.
#[derive(Debug, Default)]
pub(crate) struct Taken {
    pub(crate) messages: Vec<Received>,
    /// Whether more can be received at once.
    pub(crate) more: bool,
    /// When a message becomes visible that is not yet; known when none is.
    pub(crate) next_visible: Option<Timestamp>,
}

/// How many messages a queue has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) visible: u64,
    pub(crate) in_flight: u64,
    pub(crate) delayed: u64,
}

/// Says that a message can be received at `at` and not before.
pub(crate) fn put_timer(
    cx: &mut Cx<'_>,
    queue: &Queue,
    at: Timestamp,
    sequence: u64,
    tally: &Tally,
) {
    cx.put(&TIMERS, &(queue.generation, at.as_micros(), sequence), tally);
    cx.add_rows(&TIMERS, &queue.generation, 1);
}

/// Takes a timer out that is known to be there.
pub(crate) fn remove_timer(cx: &mut Cx<'_>, queue: &Queue, at: Timestamp, sequence: u64) {
    cx.delete(&TIMERS, &(queue.generation, at.as_micros(), sequence));
    cx.add_rows(&TIMERS, &queue.generation, -1);
}

/// Says that a message is in flight, which it was not.
pub(crate) fn put_flight(
    cx: &mut Cx<'_>,
    queue: &Queue,
    sequence: u64,
    flight: &Flight,
    tally: &Tally,
) {
    put_timer(cx, queue, flight.visible_at, sequence, tally);
    cx.put(&IN_FLIGHT, &(queue.generation, sequence), flight);
    cx.add_rows(&IN_FLIGHT, &queue.generation, 1);
}

/// Takes a message out of flight that was in it.
pub(crate) fn remove_flight(cx: &mut Cx<'_>, queue: &Queue, sequence: u64, visible_at: Timestamp) {
    remove_timer(cx, queue, visible_at, sequence);
    cx.delete(&IN_FLIGHT, &(queue.generation, sequence));
    cx.add_rows(&IN_FLIGHT, &queue.generation, -1);
}

pub(crate) fn put_message(cx: &mut Cx<'_>, queue: &Queue, sequence: u64, message: &Message) {
    cx.put(&MESSAGES, &(queue.generation, sequence), message);
    cx.add_rows(&MESSAGES, &queue.generation, 1);
}

pub(crate) fn remove_message(cx: &mut Cx<'_>, queue: &Queue, sequence: u64) {
    cx.delete(&MESSAGES, &(queue.generation, sequence));
    cx.add_rows(&MESSAGES, &queue.generation, -1);
}

/// When the first timer of the queue ends.
pub(crate) async fn next_visible(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<Option<Timestamp>> {
    if cx.count_rows(&TIMERS, &queue.generation).await? == 0 {
        return Ok(None);
    }
    let range = cx.rows(&TIMERS).prefix(&queue.generation);
    let first = cx.head(&TIMERS, &range, 1).await?;
    Ok(first.first().map(|((_, at, _), _)| Timestamp::from_micros(*at)))
}

/// The counts now: exact, and without looking at more than what has become visible unnoticed.
pub(crate) async fn counts(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<Counts> {
    let generation = queue.generation;
    let all = cx.count_rows(&MESSAGES, &generation).await?;
    let timers = cx.count_rows(&TIMERS, &generation).await?;
    let flights = cx.count_rows(&IN_FLIGHT, &generation).await?;
    let (mut due, mut due_flights) = (0, 0);
    let end = (generation, cx.now().as_micros() + 1);
    let mut range = cx.rows(&TIMERS).prefix(&generation).before(&end);
    loop {
        let page = cx.range(&TIMERS, &range, PAGE).await?;
        due += page.len() as u64;
        due_flights += page.iter().filter(|(_, tally)| tally.received_here() > 0).count() as u64;
        match page.last() {
            Some((last, _)) if page.len() == PAGE => range = range.after(last),
            _ => break,
        }
    }
    let in_flight = flights.saturating_sub(due_flights);
    let delayed = timers.saturating_sub(flights).saturating_sub(due - due_flights);
    let visible = all.saturating_sub(in_flight).saturating_sub(delayed);
    Ok(Counts { visible, in_flight, delayed })
}

/// When a message is visible again whose timeout is set to `timeout` seconds now: not later than 12 hours
/// after it was received.
pub(crate) fn extended(flight: &Flight, timeout: i64, now: Timestamp) -> ApiResult<Timestamp> {
    let seconds = u64::try_from(timeout).unwrap_or(0);
    let visible_at = now.plus(Duration::from_secs(seconds));
    let longest =
        Duration::from_secs(u64::try_from(*limits::VISIBILITY_TIMEOUT.end()).unwrap_or(0));
    if visible_at > flight.received_at.plus(longest) {
        return Err(errors::visibility_beyond_limit(timeout));
    }
    Ok(visible_at)
}

/// The handle of a receive.
pub(crate) fn handle_of(queue: &Queue, received: &Received) -> String {
    ReceiptHandle {
        queue: queue.id,
        generation: queue.generation,
        sequence: received.sequence,
        receive: received.tally.received,
    }
    .show()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_hours_are_counted_from_the_receive() {
        let at = Timestamp::from_secs;
        let flight =
            Flight { visible_at: at(130), received_at: at(100), receive: 1, group: String::new() };
        assert_eq!(extended(&flight, 30, at(110)).ok(), Some(at(140)));
        assert_eq!(extended(&flight, 0, at(110)).ok(), Some(at(110)));
        assert_eq!(extended(&flight, 43_200, at(100)).ok(), Some(at(43_300)));
        let error = extended(&flight, 43_200, at(101)).expect_err("too long");
        assert_eq!(
            error.message(),
            Some(
                "Value 43200 for parameter VisibilityTimeout is invalid. Reason: Total VisibilityTimeout for \
                 the message is beyond the limit [43200 seconds]."
            )
        );
    }
}
