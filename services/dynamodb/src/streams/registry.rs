//! The streams of tables: they begin and end with a setting of their table, and outlive it by 24 hours, so that what
//! was written can still be read.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html#Streams.Enabling>

use kernel::{ApiResult, Cx, Job, Timestamp};
use serde::{Deserialize, Serialize};

use super::{arn, shards};
use crate::encryption;
use crate::garbage::{self, Garbage};
use crate::limits;
use crate::table::{KeySchema, StreamRow, StreamView, TableRow};
use crate::table_name::TableName;
use crate::tables::{SHARDS, STREAM_TAILS, STREAMS};

/// Removes the stream with this key, 24 hours after its end.
pub(crate) static FORGET: Job<(TableName, String)> = Job::new("dynamodb.forget-stream");

/// A stream, as those see it who read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StreamInfo {
    pub(crate) number: u64,
    pub(crate) view: StreamView,
    pub(crate) key: KeySchema,
    pub(crate) created: Timestamp,
    /// When it was switched off.
    pub(crate) ended: Option<Timestamp>,
}

impl StreamInfo {
    /// Whether it is past the time for which streams are kept after their end.
    pub(crate) fn is_gone(&self, now: Timestamp) -> bool {
        self.ended.is_some_and(|at| at.plus(limits::STREAM_RETENTION) <= now)
    }

    pub(crate) fn status(&self) -> &'static str {
        if self.ended.is_some() { "DISABLED" } else { "ENABLED" }
    }
}

/// Begins a stream of `table`, which the caller saves.
pub(crate) async fn open(cx: &mut Cx<'_>, table: &mut TableRow, view: StreamView) -> ApiResult<()> {
    let mut at = cx.now();
    let mut key = (table.name.clone(), arn::label(at));
    while cx.has(&STREAMS, &key).await? {
        // The table's stream before began in this millisecond.
        at = at.plus(std::time::Duration::from_millis(1));
        key.1 = arn::label(at);
    }
    let number = cx.next_sequence();
    let info = StreamInfo { number, view, key: table.key.clone(), created: cx.now(), ended: None };
    cx.put(&STREAMS, &key, &info);
    shards::open_first(cx, &key, number).await?;
    encryption::share(cx, table.number, number).await?;
    table.stream = Some(StreamRow { number, label: key.1, view, enabled: true });
    Ok(())
}

/// Ends the stream of `table`, which the caller saves.
pub(crate) async fn close(cx: &mut Cx<'_>, table: &mut TableRow) -> ApiResult<()> {
    let Some(stream) = table.stream.as_mut().filter(|stream| stream.enabled) else { return Ok(()) };
    stream.enabled = false;
    let key = (table.name.clone(), stream.label.clone());
    let Some(mut info) = cx.get(&STREAMS, &key).await? else { return Ok(()) };
    info.ended = Some(cx.now());
    cx.put(&STREAMS, &key, &info);
    shards::close_last(cx, info.number).await?;
    let due = cx.now().plus(limits::STREAM_RETENTION);
    cx.schedule(&FORGET, &info.number.to_string(), due, &key).await
}

/// Removes a stream, when its time has come.
pub(crate) async fn forget(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let key = FORGET.payload(raw)?;
    let Some(info) = cx.get(&STREAMS, &key).await?.filter(|info| info.ended.is_some()) else {
        return Ok(());
    };
    cx.delete(&STREAMS, &key);
    cx.delete(&STREAM_TAILS, &info.number);
    for (shard, _) in shards::all(cx, info.number).await? {
        cx.delete(&SHARDS, &(info.number, shard));
    }
    garbage::throw_away(cx, Garbage::Records(info.number, u64::MAX)).await
}
