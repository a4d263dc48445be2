//! Streams of tables as sources: shards are read in their lineage, each in its order; how far is kept, so that a restart
//! goes on there. A mapping with nothing to read waits for the table's next change.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html>

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::time::Duration;

use event_pattern::Json;
use gen_dynamodbstreams::operations::{DescribeStream, GetRecords, GetShardIterator};
use gen_dynamodbstreams::{
    DescribeStreamInput, GetRecordsInput, GetShardIteratorInput, Record, Shard,
};
use kernel::{ApiError, ApiResult, Cx, Timestamp, WaitCx, Watcher, wake_key};
use serde::{Deserialize, Serialize};
use tracing::debug;

use super::acting::{Acting, stored_arn};
use super::facts::Facts;
use super::filters::Filters;
use super::mapping::{Kind, Mapping, StreamSettings};
use super::metrics::{self, Metric};
use super::poll::{self, Look, Seen, Turn};
use super::stream_batch::Item;
use super::tables::POSITIONS;
use super::together::{First, first};
use super::window::{self, Stage, Window};
use super::{stream_event, stream_work};

/// Records of one call.
const AT_ONCE: usize = 1_000;
/// How long a mapping waits for a change before it looks again all the same, in seconds.
const LOOK_AGAIN: u64 = 300;
/// The longest pause after reads that failed, in seconds.
const LONGEST_PAUSE: u64 = 60;

/// How far a shard has been read for a mapping.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Position {
    /// The last record that was done with.
    after: Option<String>,
    /// Whether there will be no more.
    ended: bool,
}

/// What a mapping reads at the moment.
pub(crate) struct Reader<'a, 'k> {
    pub(crate) wx: &'a WaitCx<'k>,
    pub(crate) turn: Turn<'a>,
    pub(crate) seen: &'a Seen,
    pub(crate) settings: &'a StreamSettings,
    pub(crate) facts: &'a Facts,
    acting: Acting<'k>,
}

/// What a look at the stream came to.
enum Found {
    /// Records, or the end of a shard: look again at once.
    Some,
    /// Nothing to do before this time, or a change.
    Nothing(Timestamp),
}

/// Records of a shard that are due, those that pass the filters.
struct Due {
    items: Vec<Item>,
    /// How many were looked at.
    looked: usize,
    /// The last that was looked at.
    last: Option<String>,
    ended: bool,
}

/// The poller's work, until the mapping is not to be polled for any more.
pub(crate) async fn poll(wx: &WaitCx<'_>, turn: Turn<'_>, watcher: &Watcher) -> ApiResult<()> {
    let mut failures = 0;
    // When the batch that is filling began to.
    let mut filling: Option<Timestamp> = None;
    let mut records: Option<Watcher> = None;
    while let Look::Go(seen) = poll::look(wx, turn).await? {
        let records = match &records {
            Some(records) => records,
            None => records.insert(watch_table(wx, &seen.mapping)?),
        };
        let until = match turn_of(wx, turn, &seen, &mut filling).await {
            Ok(Found::Some) => {
                failures = 0;
                continue;
            }
            Ok(Found::Nothing(until)) => {
                failures = 0;
                until
            }
            Err(error) => {
                debug!(mapping = turn.mapping, %error, "a stream cannot be read for a function");
                poll::note(wx, turn, "PROBLEM: Lambda failed to read the stream").await?;
                failures += 1;
                let pause = LONGEST_PAUSE.min(1 << failures.min(10));
                let until = wx.now().plus(Duration::from_secs(pause));
                first(wx.kernel().clock().sleep_until(until), watcher.woken()).await;
                continue;
            }
        };
        let changed = first(records.woken(), watcher.woken());
        first(wx.kernel().clock().sleep_until(until), changed).await;
    }
    Ok(())
}

/// Listens for changes of the stream's table: DynamoDB wakes by the same parts.
fn watch_table(wx: &WaitCx<'_>, mapping: &Mapping) -> ApiResult<Watcher> {
    let stream = stored_arn(&mapping.source)?;
    let table = stream.resource().split('/').nth(1).unwrap_or_default().to_owned();
    Ok(wx.watch(wake_key(&["dynamodb-stream", stream.account(), stream.region(), &table])))
}

/// Looks at the stream once, and brings what is due to the function.
async fn turn_of(
    wx: &WaitCx<'_>,
    turn: Turn<'_>,
    seen: &Seen,
    filling: &mut Option<Timestamp>,
) -> ApiResult<Found> {
    let Kind::Stream(settings) = &seen.mapping.kind else {
        return Err(ApiError::bug("a queue is polled as a stream"));
    };
    seen.require_filters()?;
    let gone = || ApiError::bug("the function or its role is not there");
    let facts = seen.facts.as_ref().ok_or_else(gone)?;
    let acting = Acting::begin(wx, facts).await?.ok_or_else(gone)?;
    let reader = Reader { wx, turn, seen, settings, facts, acting };
    let later = wx.now().plus(Duration::from_secs(LOOK_AGAIN));
    let Some((shard, position)) = reader.next_shard().await? else {
        return Ok(Found::Nothing(later));
    };
    let due = reader.read(&shard, &position).await?;
    if let Some(until) = reader.fills_until(&due, filling) {
        return Ok(Found::Nothing(until));
    }
    *filling = None;
    let count = |metric, events| metrics::count(wx.kernel(), &seen.mapping, metric, events);
    count(Metric::Polled, due.looked);
    count(Metric::FilteredOut, due.looked - due.items.len());
    if due.last.is_none() && !due.ended {
        return reader.end_of_window(&shard, later).await;
    }
    let mut done = stream_work::bring(&reader, &shard, due.items).await?;
    if done && due.ended && settings.tumbling > 0 {
        done = reader.close_window(&shard).await?;
    }
    if done {
        let after = due.last.or(position.after);
        reader.keep(&shard, Position { after, ended: due.ended }).await?;
    }
    Ok(Found::Some)
}

impl Reader<'_, '_> {
    /// The first shard that is not read to its end, of those whose parents are.
    async fn next_shard(&self) -> ApiResult<Option<(String, Position)>> {
        let shards = self.shards().await?;
        let positions = self.positions().await?;
        let id = |shard: &Shard| shard.shard_id.clone().unwrap_or_default();
        let ended = |id: &str| positions.get(id).is_some_and(|position| position.ended);
        let ready = |shard: &Shard| {
            let parent = shard.parent_shard_id.as_deref();
            let waits = parent.is_some_and(|parent| {
                !ended(parent) && shards.iter().any(|other| id(other) == parent)
            });
            !waits && !ended(&id(shard))
        };
        let next = shards.iter().find(|shard| ready(shard)).map(id);
        Ok(next.map(|id| {
            let position = positions.get(&id).cloned().unwrap_or_default();
            (id, position)
        }))
    }

    async fn shards(&self) -> ApiResult<Vec<Shard>> {
        let mut shards = Vec::new();
        let mut start = None;
        loop {
            let input = DescribeStreamInput {
                stream_arn: self.seen.mapping.source.clone(),
                exclusive_start_shard_id: start,
                ..DescribeStreamInput::default()
            };
            let output = self.acting.call::<DescribeStream>(input).await?;
            let Some(stream) = output.stream_description else { return Ok(shards) };
            shards.extend(stream.shards.unwrap_or_default());
            start = stream.last_evaluated_shard_id;
            if start.is_none() {
                return Ok(shards);
            }
        }
    }

    async fn positions(&self) -> ApiResult<HashMap<String, Position>> {
        let wx = self.wx;
        kernel::transact!(wx, cx => positions(cx, &self.seen.mapping.id).await)
    }

    async fn keep(&self, shard: &str, position: Position) -> ApiResult<()> {
        let key = (self.seen.mapping.id.clone(), shard.to_owned());
        let wx = self.wx;
        kernel::transact!(wx, cx => { cx.put(&POSITIONS, &key, &position); Ok(()) })
    }

    /// The tumbling window that is open in a shard.
    pub(crate) async fn window(&self, shard: &str) -> ApiResult<Option<Window>> {
        let (wx, mapping) = (self.wx, &self.seen.mapping.id);
        kernel::transact!(wx, cx => window::open(cx, mapping, shard).await)
    }

    /// Keeps a window's state together with how far its records were read.
    pub(crate) async fn keep_window(
        &self,
        shard: &str,
        window: Option<&Window>,
        after: Option<String>,
    ) -> ApiResult<()> {
        let (wx, mapping) = (self.wx, &self.seen.mapping.id);
        kernel::transact!(wx, cx => {
            window::keep(cx, mapping, shard, window);
            if after.is_some() {
                let position = Position { after: after.clone(), ended: false };
                cx.put(&POSITIONS, &(mapping.clone(), shard.to_owned()), &position);
            }
            Ok(())
        })
    }

    /// Ends the window that is open in a shard, if one is.
    async fn close_window(&self, shard: &str) -> ApiResult<bool> {
        match self.window(shard).await? {
            Some(window) => stream_work::close(self, shard, &window, Stage::Final).await,
            None => Ok(true),
        }
    }

    /// With no record left, a window ends by the clock; `later` is when to look again if there is none.
    async fn end_of_window(&self, shard: &str, later: Timestamp) -> ApiResult<Found> {
        match self.window(shard).await? {
            Some(window) if window.end <= self.wx.now() => {
                stream_work::close(self, shard, &window, Stage::Final).await?;
                Ok(Found::Some)
            }
            Some(window) => Ok(Found::Nothing(later.min(window.end))),
            None => Ok(Found::Nothing(later)),
        }
    }

    /// Reads on from a position, as many records as are brought at once.
    async fn read(&self, shard: &str, position: &Position) -> ApiResult<Due> {
        let mapping = &self.seen.mapping;
        let filters = Filters::of(&mapping.filters)?;
        let parallel = usize::try_from(self.settings.parallel.max(1)).unwrap_or(1);
        let want = mapping.batch_size.saturating_mul(parallel);
        let mut due = Due { items: Vec::new(), looked: 0, last: None, ended: false };
        let mut iterator = self.iterator(shard, position).await?;
        while due.items.len() < want {
            let input = GetRecordsInput {
                shard_iterator: iterator,
                limit: i32::try_from(AT_ONCE.min(want)).ok(),
            };
            let output = self.acting.call::<GetRecords>(input).await?;
            let records = output.records.unwrap_or_default();
            let empty = records.is_empty();
            let full = take(records, &mapping.source, &filters, want, &mut due)?;
            match output.next_shard_iterator {
                _ if full => break,
                None => {
                    due.ended = true;
                    break;
                }
                Some(_) if empty => break,
                Some(next) => iterator = next,
            }
        }
        Ok(due)
    }

    async fn iterator(&self, shard: &str, position: &Position) -> ApiResult<String> {
        let mapping = &self.seen.mapping;
        let ask = |kind: &str| GetShardIteratorInput {
            stream_arn: mapping.source.clone(),
            shard_id: shard.to_owned(),
            shard_iterator_type: kind.to_owned(),
            ..GetShardIteratorInput::default()
        };
        let oldest = ask("TRIM_HORIZON");
        let input = match &position.after {
            Some(after) => GetShardIteratorInput {
                sequence_number: Some(after.clone()),
                ..ask("AFTER_SEQUENCE_NUMBER")
            },
            None if self.settings.from_oldest => oldest.clone(),
            // What comes after the mapping was made, also when nobody looked meanwhile.
            None => {
                GetShardIteratorInput { timestamp: Some(mapping.created), ..ask("AT_TIMESTAMP") }
            }
        };
        let output = match self.acting.call::<GetShardIterator>(input).await {
            Err(error) if error.code() == "TrimmedDataAccessException" => {
                self.acting.call::<GetShardIterator>(oldest).await?
            }
            other => other?,
        };
        output.shard_iterator.ok_or_else(|| ApiError::bug("a shard has no iterator"))
    }

    /// Until when a batch that is not full waits for more, by the mapping's window.
    fn fills_until(&self, due: &Due, filling: &mut Option<Timestamp>) -> Option<Timestamp> {
        let window = Duration::from_secs(self.seen.mapping.window.into());
        let fills = !due.items.is_empty()
            && due.items.len() < self.seen.mapping.batch_size
            && !due.ended
            && !window.is_zero();
        let now = self.wx.now();
        fills.then(|| filling.get_or_insert(now).plus(window)).filter(|until| now < *until)
    }
}

async fn positions(cx: &mut Cx<'_>, mapping: &String) -> ApiResult<HashMap<String, Position>> {
    let range = cx.rows(&POSITIONS).prefix(mapping);
    let rows = cx.range(&POSITIONS, &range, usize::MAX).await?;
    Ok(rows.into_iter().map(|((_, shard), position)| (shard, position)).collect())
}

/// Takes records until `want` of them pass the filters; whether that many did.
fn take(
    records: Vec<Record>,
    stream: &str,
    filters: &Filters,
    want: usize,
    due: &mut Due,
) -> ApiResult<bool> {
    for record in records {
        let change = record.dynamodb.as_ref();
        let sequence = change.and_then(|change| change.sequence_number.clone());
        let sequence = sequence.ok_or_else(|| ApiError::bug("a record has no number"))?;
        let text = stream_event::show(&record, stream).map_err(ApiError::bug)?;
        let passes = filters.is_empty() || Json::parse(&text).is_ok_and(|json| filters.pass(&json));
        if passes {
            let at = change.and_then(|change| change.approximate_creation_date_time);
            let at = at.unwrap_or(Timestamp::from_secs(0));
            due.items.push(Item { sequence: sequence.clone(), at, key: key_of(&record), text });
        }
        due.looked += 1;
        due.last = Some(sequence);
        if due.items.len() >= want {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A number for the record's key.
fn key_of(record: &Record) -> u64 {
    let mut hash = DefaultHasher::new();
    let keys = record.dynamodb.as_ref().and_then(|change| change.keys.as_ref());
    let mut parts: Vec<String> = keys
        .into_iter()
        .flat_map(|keys| keys.iter().map(|(name, value)| format!("{name}={value:?}")))
        .collect();
    parts.sort();
    parts.hash(&mut hash);
    hash.finish()
}

/// Waits until `until`, or until the mapping is changed; whether its poller is to go on.
pub(crate) async fn pause(reader: &Reader<'_, '_>, until: Timestamp) -> ApiResult<bool> {
    let watcher = reader.wx.watch(Mapping::wake_key(reader.turn.mapping));
    loop {
        if !matches!(poll::look(reader.wx, reader.turn).await?, Look::Go(_)) {
            return Ok(false);
        }
        let sleep = reader.wx.kernel().clock().sleep_until(until);
        if let First::A(()) = first(sleep, watcher.woken()).await {
            return Ok(true);
        }
    }
}
