//! Work that nobody waits for: sweeping away what purged and deleted queues left behind, dropping messages
//! that are past their retention, and freeing the names of deleted queues.

use std::time::Duration;

use kernel::{ApiResult, Cx, Job, JobEntry, Timestamp};
use store::{Key, Row, Table};

use crate::message::Message;
use crate::queue::{self, Queue};
use crate::queue_name::QueueName;
use crate::tables::{
    ATTEMPT_ENDS, ATTEMPTS, DEDUPLICATION, DEDUPLICATION_ENDS, DELETED, GROUP_MESSAGES, GROUPS,
    IN_FLIGHT, MESSAGES, READY, TIMERS, TURNS,
};
use crate::{fifo, limits, move_task, standard};

/// Small rows that one transaction removes.
const CHUNK: usize = 500;
/// Messages that one transaction reads: each may have a megabyte.
const MESSAGES_AT_ONCE: usize = 64;

/// Sweeps away what lies under an abandoned generation.
static SWEEP: Job<u64> = Job::new("sqs.sweep");
/// Drops the expired messages of the queue with this name and random number.
static EXPIRE: Job<(QueueName, u64)> = Job::new("sqs.expire");
/// Frees a deleted queue's name.
static FREE_NAME: Job<QueueName> = Job::new("sqs.free-name");

/// All durable timers of the service.
pub(crate) static JOBS: &[JobEntry] = &[
    JobEntry { name: "sqs.sweep", run: |cx, raw| Box::pin(sweep(cx, raw)) },
    JobEntry { name: "sqs.expire", run: |cx, raw| Box::pin(expire(cx, raw)) },
    JobEntry { name: "sqs.free-name", run: |cx, raw| Box::pin(free_name(cx, raw)) },
    JobEntry { name: "sqs.move-messages", run: |cx, raw| Box::pin(move_task::step(cx, raw)) },
];

/// Gives up a generation: what lies under it will be swept away.
pub(crate) async fn abandon(cx: &mut Cx<'_>, generation: u64) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule(&SWEEP, &generation.to_string(), now, &generation).await
}

async fn sweep(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let generation = SWEEP.payload(raw)?;
    let mut removed = clear(cx, &MESSAGES, generation, MESSAGES_AT_ONCE, true).await?;
    removed += clear(cx, &READY, generation, CHUNK, false).await?;
    removed += clear(cx, &TIMERS, generation, CHUNK, true).await?;
    removed += clear(cx, &IN_FLIGHT, generation, CHUNK, true).await?;
    removed += clear(cx, &GROUP_MESSAGES, generation, CHUNK, false).await?;
    removed += clear(cx, &GROUPS, generation, CHUNK, false).await?;
    removed += clear(cx, &TURNS, generation, CHUNK, false).await?;
    removed += clear(cx, &DEDUPLICATION, generation, CHUNK, false).await?;
    removed += clear(cx, &DEDUPLICATION_ENDS, generation, CHUNK, false).await?;
    removed += clear(cx, &ATTEMPTS, generation, CHUNK, false).await?;
    removed += clear(cx, &ATTEMPT_ENDS, generation, CHUNK, false).await?;
    if removed > 0 { abandon(cx, generation).await } else { Ok(()) }
}

/// Removes some of a generation's rows of one table.
async fn clear<K: Key, R: Row>(
    cx: &mut Cx<'_>,
    table: &Table<K, R>,
    generation: u64,
    limit: usize,
    counted: bool,
) -> ApiResult<usize> {
    let range = cx.rows(table).prefix(&generation);
    let rows = cx.head(table, &range, limit).await?;
    for (key, _) in &rows {
        cx.delete(table, key);
    }
    if counted && !rows.is_empty() {
        let removed = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        cx.add_rows(table, &generation, -removed);
    }
    Ok(rows.len())
}

/// Looks for expired messages when the first can have expired.
pub(crate) async fn watch_retention(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<()> {
    let due = cx.now().plus(queue.attributes.retention_period());
    watch_retention_from(cx, queue, due).await
}

/// Looks for expired messages at once: the retention was changed.
pub(crate) async fn expire_now(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<()> {
    let now = cx.now();
    watch_retention_from(cx, queue, now).await
}

async fn watch_retention_from(cx: &mut Cx<'_>, queue: &Queue, due: Timestamp) -> ApiResult<()> {
    let payload = (queue.name.clone(), queue.id);
    cx.schedule(&EXPIRE, queue.name.as_str(), due, &payload).await
}

/// No more of that: the queue is deleted.
pub(crate) async fn unwatch_retention(cx: &mut Cx<'_>, name: &QueueName) -> ApiResult<()> {
    cx.cancel(&EXPIRE, name.as_str()).await
}

async fn expire(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, id) = EXPIRE.payload(raw)?;
    let Some(queue) = queue::find_by_name(cx, &name).await?.filter(|queue| queue.id == id) else {
        return Ok(());
    };
    let left = if queue.is_fifo() {
        expire_fifo(cx, &queue).await?
    } else {
        expire_standard(cx, &queue).await?
    };
    let retention = queue.attributes.retention_period();
    let next = match left {
        Left::MoreExpired => cx.now(),
        // At least a second apart, so that what cannot be dropped yet does not keep us busy.
        Left::Since(oldest) => oldest.plus(retention).max(cx.now().plus(Duration::from_secs(1))),
        Left::Nothing => cx.now().plus(retention),
    };
    watch_retention_from(cx, &queue, next).await
}

/// What is left of a queue after some expired messages were dropped.
enum Left {
    /// There may be more of them.
    MoreExpired,
    /// The oldest message came in then.
    Since(Timestamp),
    /// No message that could be dropped.
    Nothing,
}

async fn expire_standard(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<Left> {
    standard::promote_due(cx, queue).await?;
    let range = cx.rows(&READY).prefix(&queue.generation);
    let rows = cx.head(&READY, &range, CHUNK).await?;
    let full = rows.len() == CHUNK;
    let mut oldest: Option<Timestamp> = None;
    let mut dropped = false;
    for ((_, sequence), tally) in rows {
        if queue.has_expired(tally.enqueued_at, cx.now()) {
            standard::discard(cx, queue, sequence);
            dropped = true;
        } else {
            oldest = Some(oldest.map_or(tally.enqueued_at, |o| o.min(tally.enqueued_at)));
        }
    }
    Ok(match oldest {
        _ if full && dropped => Left::MoreExpired,
        Some(oldest) => Left::Since(oldest),
        None => Left::Nothing,
    })
}

async fn expire_fifo(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<Left> {
    let range = cx.rows(&MESSAGES).prefix(&queue.generation);
    let rows = cx.head(&MESSAGES, &range, MESSAGES_AT_ONCE).await?;
    let full = rows.len() == MESSAGES_AT_ONCE;
    for ((_, sequence), message) in rows {
        let enqueued_at = enqueued_at(cx, queue, sequence, &message).await?;
        if !queue.has_expired(enqueued_at, cx.now()) {
            return Ok(Left::Since(enqueued_at));
        }
        fifo::discard(cx, queue, fifo::group_of(&message), sequence).await?;
    }
    Ok(if full { Left::MoreExpired } else { Left::Nothing })
}

async fn enqueued_at(
    cx: &mut Cx<'_>,
    queue: &Queue,
    sequence: u64,
    message: &Message,
) -> ApiResult<Timestamp> {
    let key = (queue.generation, fifo::group_of(message).to_owned(), sequence);
    let place = cx.get(&GROUP_MESSAGES, &key).await?;
    Ok(place.map_or(message.sent_at, |place| place.tally.enqueued_at))
}

/// Lets a deleted queue's name be taken again after a while.
pub(crate) async fn free_name_later(cx: &mut Cx<'_>, name: &QueueName) -> ApiResult<()> {
    let now = cx.now();
    cx.put(&DELETED, name, &now);
    cx.schedule(&FREE_NAME, name.as_str(), now.plus(limits::NAME_TAKEN_AFTER_DELETE), name).await
}

async fn free_name(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let name = FREE_NAME.payload(raw)?;
    cx.delete(&DELETED, &name);
    Ok(())
}
