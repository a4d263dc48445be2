//! Shards: a stream has one that takes records, for four hours; then that is closed and the next, its child, goes on. A
//! closed shard is there until its last record is trimmed.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Shard.html>

use kernel::{ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use super::sequence::{self, Sequence};
use crate::garbage::{self, Garbage};
use crate::limits;
use crate::table_name::TableName;
use crate::tables::{SHARDS, STREAM_TAILS, STREAMS};

/// Closes the shard of the stream with this key that takes records, and opens the next.
pub(crate) static ROLL: Job<(TableName, String)> = Job::new("dynamodb.roll-shard");

/// A stream's shards at most: those of a day, and some to spare.
const MOST: usize = 1_000;

/// A shard. It holds the records from `first` on, up to the next shard's first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ShardRow {
    pub(crate) id: String,
    pub(crate) first: Sequence,
    pub(crate) parent: Option<String>,
    /// When it was closed, and its last record; `first` when it had none.
    pub(crate) closed: Option<(Timestamp, Sequence)>,
}

impl ShardRow {
    /// Whether all that it held is trimmed.
    pub(crate) fn is_gone(&self, now: Timestamp) -> bool {
        self.closed.is_some_and(|(at, _)| at.plus(limits::STREAM_RETENTION) <= now)
    }

    fn new(cx: &Cx<'_>, first: Sequence, parent: Option<String>) -> ShardRow {
        let millis = cx.now().as_millis();
        let id = format!("shardId-{millis:020}-{}", cx.random().hex(4));
        ShardRow { id, first, parent, closed: None }
    }
}

/// All shards of a stream, in their order.
pub(crate) async fn all(cx: &mut Cx<'_>, stream: u64) -> ApiResult<Vec<(u64, ShardRow)>> {
    let range = cx.rows(&SHARDS).prefix(&stream);
    let rows = cx.range(&SHARDS, &range, MOST).await?;
    Ok(rows.into_iter().map(|((_, number), row)| (number, row)).collect())
}

/// The shards of a stream that can be read.
pub(crate) async fn readable(cx: &mut Cx<'_>, stream: u64) -> ApiResult<Vec<(u64, ShardRow)>> {
    let now = cx.now();
    let mut shards = all(cx, stream).await?;
    shards.retain(|(_, shard)| !shard.is_gone(now));
    Ok(shards)
}

/// Opens a new stream's first shard.
pub(crate) async fn open_first(
    cx: &mut Cx<'_>,
    key: &(TableName, String),
    stream: u64,
) -> ApiResult<()> {
    let first = sequence::first_at(cx.now());
    cx.put(&SHARDS, &(stream, 0), &ShardRow::new(cx, first, None));
    // The next record is the shard's first.
    cx.put(&STREAM_TAILS, &stream, &first.saturating_sub(1));
    roll_later(cx, key, stream).await
}

async fn roll_later(cx: &mut Cx<'_>, key: &(TableName, String), stream: u64) -> ApiResult<()> {
    let due = cx.now().plus(limits::SHARD_LIFE);
    cx.schedule(&ROLL, &stream.to_string(), due, key).await
}

/// Closes the shard that takes records: the stream ends.
pub(crate) async fn close_last(cx: &mut Cx<'_>, stream: u64) -> ApiResult<()> {
    cx.cancel(&ROLL, &stream.to_string()).await?;
    close(cx, stream).await.map(drop)
}

/// Closes the last shard; returns its number and itself.
async fn close(cx: &mut Cx<'_>, stream: u64) -> ApiResult<Option<(u64, ShardRow)>> {
    let range = cx.rows(&SHARDS).prefix(&stream).reversed();
    let last = cx.range(&SHARDS, &range, 1).await?.pop();
    let Some(((_, number), mut shard)) = last.filter(|(_, shard)| shard.closed.is_none()) else {
        return Ok(None);
    };
    let tail = cx.get(&STREAM_TAILS, &stream).await?.unwrap_or(0);
    shard.closed = Some((cx.now(), tail.max(shard.first)));
    cx.put(&SHARDS, &(stream, number), &shard);
    Ok(Some((number, shard)))
}

/// The hour has come: the next shard, and what is trimmed goes.
pub(crate) async fn roll(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let key = ROLL.payload(raw)?;
    let Some(info) = cx.get(&STREAMS, &key).await?.filter(|info| info.ended.is_none()) else {
        return Ok(());
    };
    let stream = info.number;
    if let Some((number, closed)) = close(cx, stream).await? {
        let tail = closed.closed.map_or(closed.first, |(_, last)| last);
        let first = sequence::next(tail, cx.now());
        let next = ShardRow::new(cx, first, Some(closed.id));
        cx.put(&SHARDS, &(stream, number + 1), &next);
        cx.put(&STREAM_TAILS, &stream, &first.saturating_sub(1));
    }
    let now = cx.now();
    for (number, shard) in all(cx, stream).await? {
        if shard.is_gone(now) {
            cx.delete(&SHARDS, &(stream, number));
        }
    }
    // A while later than they are trimmed: until then who has an iterator before them is told that they are.
    let before = horizon(now.minus(limits::ITERATOR_LIFE));
    garbage::throw_away(cx, Garbage::Records(stream, before)).await?;
    roll_later(cx, &key, stream).await
}

/// What was written before this is trimmed at `now`.
pub(crate) fn horizon(now: Timestamp) -> Sequence {
    sequence::first_at(now.minus(limits::STREAM_RETENTION))
}
