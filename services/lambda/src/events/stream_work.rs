//! Brings records of a shard to the function, and tells the mapping's destination of those that are given up.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>

use kernel::{ApiError, ApiResult};
use schema::Bytes;

use super::acting::Acting;
use super::batch_reply::{self, Reply};
use super::invoke::{self, Answer, Given, Outcome};
use super::metrics::{self, Metric};
use super::poll;
use super::record::{BatchInfo, OfBatch, RequestContext, ResponseContext};
use super::stream_batch::{self, Batch, Item, Next, Why};
use super::streams::{Reader, pause};
use super::together::Group;
use super::window::{self, Stage, Window};
use super::{destination, sqs_event};

/// Bytes of a function's event.
const MAX_EVENT: usize = 6_000_000;

/// Brings records to the function; false when the mapping was disabled before they were done with.
pub(crate) async fn bring(
    reader: &Reader<'_, '_>,
    shard: &str,
    items: Vec<Item>,
) -> ApiResult<bool> {
    if items.is_empty() {
        return Ok(true);
    }
    if reader.settings.tumbling > 0 {
        return bring_windows(reader, shard, items).await;
    }
    let mut lanes = Group::new();
    for lane in stream_batch::lanes(items, reader.settings.parallel) {
        lanes.add(bring_lane(reader, shard, lane, None));
    }
    let mut done = true;
    while !lanes.is_empty() {
        done &= lanes.next().await?;
    }
    Ok(done)
}

/// Records of a mapping with tumbling windows, each window's to its end. There is one lane: a shard has one state.
async fn bring_windows(reader: &Reader<'_, '_>, shard: &str, items: Vec<Item>) -> ApiResult<bool> {
    let mut open = reader.window(shard).await?;
    let mut items = items.into_iter().peekable();
    while let Some(first) = items.peek() {
        let mut window = match open.take() {
            Some(window) if window.takes(first) => window,
            Some(over) => {
                if !close(reader, shard, &over, Stage::Final).await? {
                    return Ok(false);
                }
                Window::of(first, reader.settings.tumbling)
            }
            None => Window::of(first, reader.settings.tumbling),
        };
        let mut own = Vec::new();
        while let Some(item) = items.next_if(|item| window.takes(item)) {
            own.push(item);
        }
        let last = own.last().map(|item| item.sequence.clone());
        if !bring_lane(reader, shard, own, Some(&mut window)).await? {
            return Ok(false);
        }
        reader.keep_window(shard, Some(&window), last).await?;
        open = Some(window);
    }
    Ok(true)
}

/// Tells the function that a window is over, or cut short; again until it is taken. False when the mapping was disabled.
pub(crate) async fn close(
    reader: &Reader<'_, '_>,
    shard: &str,
    window: &Window,
    stage: Stage,
) -> ApiResult<bool> {
    let stream = &reader.seen.mapping.source;
    let mut calls = 0;
    loop {
        let event = window.event(&[], shard, stream, stage)?;
        let last = call(reader, event).await;
        let ok = last.is_some_and(|last| last.answer.error.is_none());
        let result = if ok { "OK" } else { "PROBLEM: Function call failed" };
        poll::note(reader.wx, reader.turn, result).await?;
        if ok {
            if stage == Stage::Final {
                reader.keep_window(shard, None, None).await?;
            }
            return Ok(true);
        }
        calls += 1;
        let until = reader.wx.now().plus(stream_batch::wait(calls));
        if !pause(reader, until).await? {
            return Ok(false);
        }
    }
}

/// Batches of one lane, one after the other; with the window that they belong to, whose state goes on with them.
async fn bring_lane(
    reader: &Reader<'_, '_>,
    shard: &str,
    items: Vec<Item>,
    mut window: Option<&mut Window>,
) -> ApiResult<bool> {
    let mapping = &reader.seen.mapping;
    let mut batches: Vec<Batch> = batches(items, mapping.batch_size);
    batches.reverse();
    while let Some(batch) = batches.pop() {
        let now = reader.wx.now();
        if stream_batch::is_too_old(&batch, reader.settings, now) {
            give_up(reader, shard, &batch, Why::Age, None).await?;
            continue;
        }
        let payload = match &window {
            Some(window) => window.event(&batch.items, shard, &mapping.source, Stage::Middle)?,
            None => event(&batch),
        };
        let Some(last) = call(reader, payload).await else {
            // Throttled, or the like: that is no retry.
            let calls = batch.calls;
            batches.push(batch);
            if !pause(reader, now.plus(stream_batch::wait(calls + 1))).await? {
                return Ok(false);
            }
            continue;
        };
        let state = window.is_some().then(|| window::state_of(&last.answer.payload)).flatten();
        let failed = match last.failed(mapping.reports_items) {
            Reply::None if window.is_some() && state.is_none() => Reply::All,
            failed => failed,
        };
        let result = match failed {
            Reply::None => "OK",
            _ => "PROBLEM: Function call failed",
        };
        poll::note(reader.wx, reader.turn, result).await?;
        let count = batch.items.len();
        tally(reader, Metric::Invoked, count);
        if failed != Reply::None {
            tally(reader, Metric::FailedInvoke, count);
        }
        let next = stream_batch::after_call(batch, &failed, reader.settings, reader.wx.now());
        if let (Some(window), Some(state), true) = (&mut window, state, next.went_on(count)) {
            window.state = state;
            if window.is_too_large() {
                if !close(reader, shard, window, Stage::Early).await? {
                    return Ok(false);
                }
                window.reset();
            }
        }
        match next {
            Next::Done => {}
            Next::GivenUp(batch, why) => give_up(reader, shard, &batch, why, Some(&last)).await?,
            Next::Split(first, second) => batches.extend([second, first]),
            Next::Again(batch) => {
                let until = reader.wx.now().plus(stream_batch::wait(batch.calls));
                batches.push(batch);
                if !pause(reader, until).await? {
                    return Ok(false);
                }
            }
        }
    }
    Ok(true)
}

fn tally(reader: &Reader<'_, '_>, metric: Metric, events: usize) {
    metrics::count(reader.wx.kernel(), &reader.seen.mapping, metric, events);
}

/// Cuts records into batches of at most `most` that fit into an event.
fn batches(items: Vec<Item>, most: usize) -> Vec<Batch> {
    let mut all: Vec<Batch> = Vec::new();
    let mut size = 0;
    for item in items {
        size += item.text.len() + 1;
        match all.last_mut().filter(|batch| batch.items.len() < most && size <= MAX_EVENT) {
            Some(batch) => batch.items.push(item),
            None => {
                size = item.text.len() + 1;
                all.push(Batch { items: vec![item], calls: 0 });
            }
        }
    }
    all
}

/// A call that reached the function.
struct Last {
    request_id: String,
    answer: Answer,
}

impl Last {
    fn failed(&self, reports_items: bool) -> Reply {
        match (&self.answer.error, reports_items) {
            (Some(_), _) => Reply::All,
            (None, true) => batch_reply::read(&self.answer.payload),
            (None, false) => Reply::None,
        }
    }
}

fn event(batch: &Batch) -> String {
    let records: Vec<String> = batch.items.iter().map(|item| item.text.clone()).collect();
    sqs_event::event(&records)
}

async fn call(reader: &Reader<'_, '_>, payload: String) -> Option<Last> {
    let mapping = &reader.seen.mapping;
    let request_id = reader.wx.kernel().random().uuid();
    let given = Given {
        function: mapping.function.as_str(),
        qualifier: mapping.qualifier.as_deref(),
        payload: Bytes::from(payload),
        client_context: None,
        request_id: &request_id,
        trace: None,
    };
    let facts = reader.wx.call_facts();
    match invoke::invoke(reader.wx.kernel(), facts.account, &facts.region, given).await {
        Outcome::Answered(answer) => Some(Last { request_id, answer }),
        Outcome::Later(_) | Outcome::Never(_) | Outcome::Looped(_) => None,
    }
}

/// Tells the mapping's destination, if it has one, of records that are not brought any more.
async fn give_up(
    reader: &Reader<'_, '_>,
    shard: &str,
    batch: &Batch,
    why: Why,
    last: Option<&Last>,
) -> ApiResult<()> {
    tally(reader, Metric::Dropped, batch.items.len());
    let Some(to) = &reader.settings.on_failure else { return Ok(()) };
    let ([first, ..], [.., end]) = (batch.items.as_slice(), batch.items.as_slice()) else {
        return Ok(());
    };
    // The session of the reader may be an old one by now.
    let Some(acting) = Acting::begin(reader.wx, reader.facts).await? else { return Ok(()) };
    let whole = event(batch);
    let now = reader.wx.now();
    let record = OfBatch {
        request_context: RequestContext {
            request_id: last.map(|last| last.request_id.as_str()).unwrap_or_default(),
            function_arn: &reader.seen.function_arn,
            condition: why.as_str(),
            approximate_invoke_count: batch.calls,
        },
        response_context: last.map(|last| ResponseContext {
            status_code: 200,
            executed_version: &last.answer.version,
            function_error: Some(last.answer.error.as_deref()),
        }),
        version: "1.0",
        timestamp: now.iso8601_millis(),
        batch: BatchInfo {
            shard_id: shard,
            start_sequence_number: &first.sequence,
            end_sequence_number: &end.sequence,
            approximate_arrival_of_first_record: first.at.iso8601(),
            approximate_arrival_of_last_record: end.at.iso8601(),
            batch_size: batch.items.len(),
            stream_arn: &reader.seen.mapping.source,
        },
        payload: to.starts_with("arn:aws:s3:").then_some(whole.as_str()),
    };
    let body = serde_json::to_string(&record).map_err(ApiError::bug)?;
    let place = format!("{}/{shard}", reader.seen.mapping.id);
    destination::of_mapping(&acting, to, &place, body, now).await?;
    tally(reader, Metric::OnFailureDelivered, batch.items.len());
    Ok(())
}
