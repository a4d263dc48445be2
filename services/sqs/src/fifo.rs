//! FIFO queues: each group's messages in order, one group's turn after the other's.
//!
//! One rule gives all of FIFO's promises: a group is walked from its first message on, up to the first one
//! that is not visible. So a message in flight or delayed holds back those behind it, and nothing else does.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html>

pub(crate) mod turn;

use std::time::Duration;

use kernel::{ApiResult, Cx, Timestamp};

use self::turn::Turn;
use crate::dead_letter::{self, Exhausted};
use crate::limits;
use crate::message::{Message, Tally};
use crate::queue::Queue;
use crate::receipt_handle::ReceiptHandle;
use crate::schedule::{self, Received, Taken};
use crate::tables::{Flight, GROUP_MESSAGES, GROUPS, GroupMessage, IN_FLIGHT, MESSAGES, TURNS};

/// Groups whose turns are read at once.
const TURNS_AT_ONCE: usize = 16;
/// Expired and undeliverable messages that one receive passes by before it answers with what it has.
const MAX_PASSED: usize = 500;

/// The group of a message of a FIFO queue.
pub(crate) fn group_of(message: &Message) -> &str {
    message.group.as_deref().unwrap_or_default()
}

/// Puts a message in at the end of its group, to be received from `visible_at` on.
pub(crate) async fn enqueue(
    cx: &mut Cx<'_>,
    queue: &Queue,
    message: &Message,
    tally: Tally,
    visible_at: Timestamp,
) -> ApiResult<u64> {
    let group = group_of(message).to_owned();
    let key = (queue.generation, group.clone());
    let turn = cx.get(&GROUPS, &key).await?;
    // Drawn after the read: of two senders to one group, the second to commit runs again, with a later number.
    let sequence = cx.next_sequence();
    schedule::put_message(cx, queue, sequence, message);
    let timed = visible_at > cx.now();
    if timed {
        schedule::put_timer(cx, queue, visible_at, sequence, &tally);
    }
    let place = GroupMessage { visible_at, timed, tally };
    cx.put(&GROUP_MESSAGES, &(queue.generation, group.clone(), sequence), &place);
    let turn = match turn {
        Some(turn) => Turn { last_sent: sequence, ..turn },
        None => {
            let ready_at = visible_at.max(cx.now());
            let turn = Turn { ready_at, place: sequence, last_sent: sequence };
            put_turn(cx, queue, &group, turn);
            turn
        }
    };
    cx.put(&GROUPS, &key, &turn);
    Ok(sequence)
}

fn put_turn(cx: &mut Cx<'_>, queue: &Queue, group: &String, turn: Turn) {
    cx.put(&TURNS, &(queue.generation, turn.ready_at.as_micros(), turn.place), group);
}

/// Brings a group's turn in step with its first message.
async fn retime(cx: &mut Cx<'_>, queue: &Queue, group: &str, served: bool) -> ApiResult<()> {
    let key = (queue.generation, group.to_owned());
    let Some(turn) = cx.get(&GROUPS, &key).await? else {
        return Err(crate::queue::broken("a group with messages has no turn", queue));
    };
    let range = cx.rows(&GROUP_MESSAGES).prefix(&key);
    let head = cx.range(&GROUP_MESSAGES, &range, 1).await?.into_iter().next();
    let next =
        head.map(|(_, head)| turn.next(head.visible_at, cx.now(), served, cx.next_sequence()));
    if next == Some(turn) {
        return Ok(());
    }
    cx.delete(&TURNS, &(queue.generation, turn.ready_at.as_micros(), turn.place));
    match next {
        Some(next) => {
            put_turn(cx, queue, &key.1, next);
            cx.put(&GROUPS, &key, &next);
        }
        None => cx.delete(&GROUPS, &key),
    }
    Ok(())
}

/// What a receive still wants, and what it may do.
struct Taking<'a> {
    queue: &'a Queue,
    exhausted: Exhausted,
    visibility: Duration,
    want: usize,
    passed: usize,
    taken: Taken,
}

impl Taking<'_> {
    fn is_done(&self) -> bool {
        self.taken.messages.len() == self.want || self.passed >= MAX_PASSED
    }
}

/// Takes up to `want` visible messages for `visibility`: as many as there are of the group whose turn it is,
/// then of the next.
pub(crate) async fn take(
    cx: &mut Cx<'_>,
    queue: &Queue,
    want: usize,
    visibility: Duration,
) -> ApiResult<Taken> {
    let exhausted = Exhausted::of(cx, queue).await?;
    let taken = Taken::default();
    let mut taking = Taking { queue, exhausted, visibility, want, passed: 0, taken };
    if cx.count_rows(&IN_FLIGHT, &queue.generation).await? >= limits::MAX_IN_FLIGHT
        && schedule::counts(cx, queue).await?.in_flight >= limits::MAX_IN_FLIGHT
    {
        taking.taken.next_visible = schedule::next_visible(cx, queue).await?;
        return Ok(taking.taken);
    }
    take_in_turn(cx, &mut taking).await?;
    if taking.taken.messages.is_empty() && !taking.taken.more {
        taking.taken.next_visible = next_turn(cx, queue).await?;
    }
    Ok(taking.taken)
}

/// Takes from one ready group after the other, in the order of their turns.
async fn take_in_turn(cx: &mut Cx<'_>, taking: &mut Taking<'_>) -> ApiResult<()> {
    let generation = taking.queue.generation;
    // Groups that are served get places behind this one, so none is served twice.
    let end = (generation, cx.now().as_micros(), cx.next_sequence());
    let mut turns = cx.rows(&TURNS).prefix(&generation).before(&end);
    loop {
        let page = cx.head(&TURNS, &turns, TURNS_AT_ONCE).await?;
        let last = page.last().map(|(key, _)| *key).filter(|_| page.len() == TURNS_AT_ONCE);
        for (_, group) in page {
            if taking.is_done() {
                taking.taken.more = true;
                return Ok(());
            }
            take_group(cx, taking, &group).await?;
            retime(cx, taking.queue, &group, true).await?;
        }
        match last {
            Some(last) => turns = turns.after(&last),
            None => return Ok(()),
        }
    }
}

/// When the next group is ready.
async fn next_turn(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<Option<Timestamp>> {
    let range = cx.rows(&TURNS).prefix(&queue.generation);
    let first = cx.head(&TURNS, &range, 1).await?;
    Ok(first.first().map(|((_, at, _), _)| Timestamp::from_micros(*at)))
}

async fn take_group(cx: &mut Cx<'_>, taking: &mut Taking<'_>, group: &str) -> ApiResult<()> {
    let queue = taking.queue;
    let mut range = cx.rows(&GROUP_MESSAGES).prefix(&(queue.generation, group.to_owned()));
    loop {
        let limit = taking.want - taking.taken.messages.len() + 1;
        let rows = cx.range(&GROUP_MESSAGES, &range, limit).await?;
        let last = rows.last().map(|(key, _)| key.clone());
        let full = rows.len() == limit;
        for ((_, _, sequence), place) in rows {
            if place.visible_at > cx.now() {
                return Ok(());
            }
            if taking.is_done() {
                taking.taken.more = true;
                return Ok(());
            }
            if queue.has_expired(place.tally.enqueued_at, cx.now()) {
                remove(cx, queue, group, sequence, place);
                taking.passed += 1;
            } else if taking.exhausted.covers(&place.tally) {
                let message = message_of(cx, queue, sequence).await?;
                remove(cx, queue, group, sequence, place);
                dead_letter::send(cx, queue, &taking.exhausted, message, place.tally).await?;
                taking.passed += 1;
            } else {
                let message = message_of(cx, queue, sequence).await?;
                let tally = receive_one(cx, queue, group, sequence, place, taking.visibility);
                taking.taken.messages.push(Received { sequence, message, tally });
            }
        }
        match last {
            Some(last) if full => range = range.after(&last),
            _ => return Ok(()),
        }
    }
}

fn receive_one(
    cx: &mut Cx<'_>,
    queue: &Queue,
    group: &str,
    sequence: u64,
    place: GroupMessage,
    visibility: Duration,
) -> Tally {
    let tally = place.tally.after_receive(cx.now());
    untime(cx, queue, sequence, &place);
    let visible_at = cx.now().plus(visibility);
    let timed = !visibility.is_zero();
    if timed {
        let group = group.to_owned();
        let flight = Flight { visible_at, received_at: cx.now(), receive: tally.received, group };
        schedule::put_flight(cx, queue, sequence, &flight, &tally);
    }
    let place = GroupMessage { visible_at, timed, tally };
    cx.put(&GROUP_MESSAGES, &(queue.generation, group.to_owned(), sequence), &place);
    tally
}

/// Takes away the timer of a message, and with it its being in flight.
fn untime(cx: &mut Cx<'_>, queue: &Queue, sequence: u64, place: &GroupMessage) {
    if place.timed && place.tally.received_here() > 0 {
        schedule::remove_flight(cx, queue, sequence, place.visible_at);
    } else if place.timed {
        schedule::remove_timer(cx, queue, place.visible_at, sequence);
    }
}

fn remove(cx: &mut Cx<'_>, queue: &Queue, group: &str, sequence: u64, place: GroupMessage) {
    untime(cx, queue, sequence, &place);
    cx.delete(&GROUP_MESSAGES, &(queue.generation, group.to_owned(), sequence));
    schedule::remove_message(cx, queue, sequence);
}

async fn message_of(cx: &mut Cx<'_>, queue: &Queue, sequence: u64) -> ApiResult<Message> {
    let message = cx.get(&MESSAGES, &(queue.generation, sequence)).await?;
    message.ok_or_else(|| crate::queue::broken("a message of a group has no body", queue))
}

/// Takes a message out, wherever it stands.
pub(crate) async fn discard(
    cx: &mut Cx<'_>,
    queue: &Queue,
    group: &str,
    sequence: u64,
) -> ApiResult<()> {
    let key = (queue.generation, group.to_owned(), sequence);
    if let Some(place) = cx.get(&GROUP_MESSAGES, &key).await? {
        remove(cx, queue, group, sequence, place);
        retime(cx, queue, group, false).await?;
    }
    Ok(())
}

/// The first visible messages, group by group, that were sent before number `before`; up to `limit`.
pub(crate) async fn peek(
    cx: &mut Cx<'_>,
    queue: &Queue,
    before: u64,
    limit: usize,
) -> ApiResult<Vec<(u64, Message)>> {
    let mut found = Vec::new();
    let end = (queue.generation, cx.now().as_micros() + 1);
    let mut turns = cx.rows(&TURNS).prefix(&queue.generation).before(&end);
    loop {
        let page = cx.head(&TURNS, &turns, TURNS_AT_ONCE).await?;
        let last = page.last().map(|(key, _)| *key).filter(|_| page.len() == TURNS_AT_ONCE);
        for (_, group) in page {
            peek_group(cx, queue, group, before, limit, &mut found).await?;
            if found.len() == limit {
                return Ok(found);
            }
        }
        match last {
            Some(last) => turns = turns.after(&last),
            None => return Ok(found),
        }
    }
}

async fn peek_group(
    cx: &mut Cx<'_>,
    queue: &Queue,
    group: String,
    before: u64,
    limit: usize,
    found: &mut Vec<(u64, Message)>,
) -> ApiResult<()> {
    let end = (queue.generation, group.clone(), before);
    let range = cx.rows(&GROUP_MESSAGES).prefix(&(queue.generation, group)).before(&end);
    let rows = cx.range(&GROUP_MESSAGES, &range, limit - found.len()).await?;
    for ((_, _, sequence), place) in rows {
        if place.visible_at > cx.now() {
            break;
        }
        found.push((sequence, message_of(cx, queue, sequence).await?));
    }
    Ok(())
}

/// What a handle of the latest receive still holds in flight.
async fn in_flight(
    cx: &mut Cx<'_>,
    queue: &Queue,
    handle: ReceiptHandle,
) -> ApiResult<Option<Flight>> {
    let flight = cx.get(&IN_FLIGHT, &(queue.generation, handle.sequence)).await?;
    let now = cx.now();
    Ok(flight.filter(|flight| flight.receive == handle.receive && flight.visible_at > now))
}

/// Deletes a message in flight. `None` when the handle has expired; a message that is gone is fine.
pub(crate) async fn delete(
    cx: &mut Cx<'_>,
    queue: &Queue,
    handle: ReceiptHandle,
) -> ApiResult<Option<()>> {
    if let Some(flight) = in_flight(cx, queue, handle).await? {
        discard(cx, queue, &flight.group, handle.sequence).await?;
        // What stood behind it may be free now.
        let wake = queue.wake_key(cx);
        cx.notify(wake, 1);
        return Ok(Some(()));
    }
    let there = cx.has(&MESSAGES, &(queue.generation, handle.sequence)).await?;
    Ok((!there).then_some(()))
}

/// Makes a message in flight visible in `timeout` seconds. `None` when it is not in flight by this handle.
pub(crate) async fn change_visibility(
    cx: &mut Cx<'_>,
    queue: &Queue,
    handle: ReceiptHandle,
    timeout: i64,
) -> ApiResult<Option<()>> {
    let Some(mut flight) = in_flight(cx, queue, handle).await? else { return Ok(None) };
    let key = (queue.generation, flight.group.clone(), handle.sequence);
    let place = cx.get(&GROUP_MESSAGES, &key).await?;
    let mut place = place.ok_or_else(|| {
        crate::queue::broken("a message in flight has no place in its group", queue)
    })?;
    let visible_at = schedule::extended(&flight, timeout, cx.now())?;
    untime(cx, queue, handle.sequence, &place);
    place.visible_at = visible_at;
    place.timed = timeout > 0;
    if place.timed {
        flight.visible_at = visible_at;
        schedule::put_flight(cx, queue, handle.sequence, &flight, &place.tally);
    }
    cx.put(&GROUP_MESSAGES, &key, &place);
    retime(cx, queue, &key.1, false).await?;
    let wake = queue.wake_key(cx);
    cx.notify(wake, 1);
    Ok(Some(()))
}

/// Sends again what an earlier receive returned, when all of it is still in flight by it; its timeouts begin
/// anew. `None` when something happened to any of it.
pub(crate) async fn take_again(
    cx: &mut Cx<'_>,
    queue: &Queue,
    messages: &[(u64, u32)],
    visibility: Duration,
) -> ApiResult<Option<Vec<Received>>> {
    let mut again = Vec::with_capacity(messages.len());
    for &(sequence, receive) in messages {
        let handle =
            ReceiptHandle { queue: queue.id, generation: queue.generation, sequence, receive };
        let Some(flight) = in_flight(cx, queue, handle).await? else { return Ok(None) };
        let key = (queue.generation, flight.group.clone(), sequence);
        let Some(place) = cx.get(&GROUP_MESSAGES, &key).await? else { return Ok(None) };
        let message = message_of(cx, queue, sequence).await?;
        again.push((Received { sequence, message, tally: place.tally }, key, place, flight));
    }
    for (received, key, place, flight) in &mut again {
        untime(cx, queue, received.sequence, place);
        place.visible_at = cx.now().plus(visibility);
        place.timed = !visibility.is_zero();
        if place.timed {
            flight.visible_at = place.visible_at;
            schedule::put_flight(cx, queue, received.sequence, flight, &place.tally);
        }
        cx.put(&GROUP_MESSAGES, key, place);
        retime(cx, queue, &key.1, false).await?;
    }
    Ok(Some(again.into_iter().map(|(received, ..)| received).collect()))
}
