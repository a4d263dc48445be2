//! The work of a query, as a job: events of its groups, the latest first, go through its commands. What is read in
//! one step is bounded, and between two steps it looks whether it was stopped.

use std::collections::VecDeque;

use kernel::{ApiResult, Cx, WaitCx, transact};

use crate::insights::{Query, Record, Run, TooMuch};
use crate::limits;
use crate::names::{GroupName, StreamName};
use crate::position::Position;
use crate::query::{self, RUN, Rows, Statistics, Status, StoredQuery};
use crate::read::{self, Reader, Way, Window};
use crate::stream::Stream;
use crate::tables::{GROUPS, QUERIES, STREAMS};

/// Bytes of messages that one step reads of a group.
const AT_ONCE: usize = 4 * 1024 * 1024;
/// Bytes of results that are kept.
const MAX_RESULTS: usize = 32 * 1024 * 1024;

/// A group that is read.
struct Source {
    group: GroupName,
    streams: Vec<(StreamName, Stream)>,
    read: VecDeque<Record>,
    beyond: Option<Position>,
    done: bool,
}

/// How the reading ended.
enum Ended {
    Rows(Rows),
    TooMuch,
    Stopped,
}

pub(crate) async fn run(wx: &mut WaitCx<'_>, raw: &[u8]) -> ApiResult<()> {
    let id = RUN.payload(raw)?;
    let stored = transact!(wx, cx => go_on(cx, &id).await)?;
    let Some(stored) = stored else { return Ok(()) };
    let Ok(query) = Query::parse(&stored.text) else { return Ok(()) };
    let mut statistics = Statistics::default();
    let ended = match read(wx, &id, &stored, &query, &mut statistics).await {
        Ok(ended) => ended,
        // A group is gone, or its key.
        Err(error) if error.status() < 500 => Ended::TooMuch,
        Err(error) => return Err(error),
    };
    transact!(wx, cx => finish(cx, &id, &ended, statistics).await)
}

/// The query, which runs now; nothing when it is not to.
async fn go_on(cx: &mut Cx<'_>, id: &String) -> ApiResult<Option<StoredQuery>> {
    let Some(mut stored) = cx.get(&QUERIES, id).await? else { return Ok(None) };
    if !stored.status.is_active() {
        return Ok(None);
    }
    if stored.status != Status::Running {
        stored.status = Status::Running;
        cx.put(&QUERIES, id, &stored);
    }
    Ok(Some(stored))
}

async fn finish(
    cx: &mut Cx<'_>,
    id: &String,
    ended: &Ended,
    statistics: Statistics,
) -> ApiResult<()> {
    let Some(mut stored) = cx.get(&QUERIES, id).await? else { return Ok(()) };
    if !stored.status.is_active() {
        return Ok(());
    }
    stored.status = match ended {
        Ended::Rows(rows) => {
            query::keep(cx, id, rows)?;
            Status::Complete
        }
        Ended::TooMuch => Status::Failed,
        Ended::Stopped => Status::Cancelled,
    };
    stored.statistics = statistics;
    cx.put(&QUERIES, id, &stored);
    Ok(())
}

async fn read(
    wx: &mut WaitCx<'_>,
    id: &String,
    stored: &StoredQuery,
    query: &Query,
    statistics: &mut Statistics,
) -> ApiResult<Ended> {
    let mut sources = Vec::new();
    for group in &stored.groups {
        sources.push(transact!(wx, cx => source(cx, stored, group).await)?);
    }
    let limit = stored.limit.and_then(|limit| usize::try_from(limit).ok());
    let mut run = Run::new(query, limit, wx.now().as_millis());
    loop {
        for source in sources.iter_mut().filter(|source| source.read.is_empty() && !source.done) {
            if transact!(wx, cx => go_on(cx, id).await)?.is_none() {
                return Ok(Ended::Stopped);
            }
            let records = transact!(wx, cx => records(cx, stored, source).await)?;
            source.done = records.is_empty();
            source.beyond = records.last().map(|(position, _)| *position);
            source.read.extend(records.into_iter().map(|(_, record)| record));
        }
        let latest = |source: &&mut Source| source.read.front().map(|record| record.time);
        let next = sources.iter_mut().max_by_key(latest).and_then(|source| source.read.pop_front());
        let Some(record) = next else { break };
        statistics.scanned += 1.0;
        statistics.bytes += (record.message.len() + limits::EVENT_OVERHEAD) as f64;
        match run.feed(record) {
            Ok(true) => {}
            Ok(false) => break,
            Err(TooMuch) => return Ok(Ended::TooMuch),
        }
    }
    statistics.matched = run.matched as f64;
    let Ok(rows) = run.finish() else { return Ok(Ended::TooMuch) };
    let bytes: usize = rows.iter().flatten().map(|(name, value)| name.len() + value.len()).sum();
    Ok(if bytes > MAX_RESULTS { Ended::TooMuch } else { Ended::Rows(rows) })
}

async fn source(cx: &mut Cx<'_>, stored: &StoredQuery, name: &GroupName) -> ApiResult<Source> {
    let mut streams = Vec::new();
    if let Some(group) = cx.get_shared(&GROUPS, name).await? {
        let range = cx.rows(&STREAMS).prefix(&group.id);
        let all = cx.range(&STREAMS, &range, usize::MAX).await?.into_iter();
        streams = all.map(|((_, name), stream)| (name, stream)).collect();
    }
    let streams = read::in_time(streams, stored.start, stored.end);
    let read = VecDeque::new();
    Ok(Source { group: name.clone(), streams, read, beyond: None, done: false })
}

/// The next events of a group, the latest first.
async fn records(
    cx: &mut Cx<'_>,
    stored: &StoredQuery,
    source: &Source,
) -> ApiResult<Vec<(Position, Record)>> {
    let Some(group) = cx.get_shared(&GROUPS, &source.group).await? else { return Ok(Vec::new()) };
    let from = stored.start.max(group.oldest(cx.now().as_millis()));
    let window = Window { from, to: stored.end, beyond: source.beyond };
    let streams = source.streams.iter().map(|(_, stream)| stream);
    let mut reader = Reader::new(cx, &group, streams, Way::Backward, window).await?;
    let log = format!("{}:{}", cx.account(), group.name.as_str());
    let (mut out, mut bytes) = (Vec::new(), 0);
    while let Some(event) = reader.next(cx).await? {
        bytes += event.message.len() + limits::EVENT_OVERHEAD;
        let stream = source.streams.get(event.stream).map(|(name, _)| name.0.clone());
        let record = Record {
            time: event.position.time,
            ingested: event.ingested,
            stream: stream.unwrap_or_default(),
            log: log.clone(),
            message: event.message.to_owned(),
            pointer: event.position.id(),
            json: None,
        };
        out.push((event.position, record));
        if bytes >= AT_ONCE {
            break;
        }
    }
    Ok(out)
}
