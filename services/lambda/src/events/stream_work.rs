//! Brings records of a shard to the function, and tells the mapping's destination of those that are given up.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html>

use kernel::{ApiError, ApiResult};
use schema::Bytes;

use super::acting::Acting;
use super::batch_reply::{self, Reply};
use super::invoke::{self, Answer, Given, Outcome};
use super::poll;
use super::record::{BatchInfo, OfBatch, RequestContext, ResponseContext};
use super::stream_batch::{self, Batch, Item, Next, Why};
use super::streams::{Reader, pause};
use super::together::Group;
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
    let mut lanes = Group::new();
    for lane in stream_batch::lanes(items, reader.settings.parallel) {
        lanes.add(bring_lane(reader, shard, lane));
    }
    let mut done = true;
    while !lanes.is_empty() {
        done &= lanes.next().await?;
    }
    Ok(done)
}

/// Batches of one lane, one after the other.
async fn bring_lane(reader: &Reader<'_, '_>, shard: &str, items: Vec<Item>) -> ApiResult<bool> {
    let mut batches: Vec<Batch> = batches(items, reader.seen.mapping.batch_size);
    batches.reverse();
    while let Some(batch) = batches.pop() {
        let now = reader.wx.now();
        if stream_batch::is_too_old(&batch, reader.settings, now) {
            give_up(reader, shard, &batch, Why::Age, None).await?;
            continue;
        }
        let call = call(reader, &batch).await;
        let Some(last) = call else {
            // Throttled, or the like: that is no retry.
            let calls = batch.calls;
            batches.push(batch);
            if !pause(reader, now.plus(stream_batch::wait(calls + 1))).await? {
                return Ok(false);
            }
            continue;
        };
        let failed = last.failed(reader.seen.mapping.reports_items);
        let result = match failed {
            Reply::None => "OK",
            _ => "PROBLEM: Function call failed",
        };
        poll::note(reader.wx, reader.turn, result).await?;
        match stream_batch::after_call(batch, &failed, reader.settings, reader.wx.now()) {
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

async fn call(reader: &Reader<'_, '_>, batch: &Batch) -> Option<Last> {
    let mapping = &reader.seen.mapping;
    let request_id = reader.wx.kernel().random().uuid();
    let given = Given {
        function: mapping.function.as_str(),
        qualifier: mapping.qualifier.as_deref(),
        payload: Bytes::from(event(batch)),
        client_context: None,
        request_id: &request_id,
        trace: None,
    };
    let facts = reader.wx.call_facts();
    match invoke::invoke(reader.wx.kernel(), facts.account, &facts.region, given).await {
        Outcome::Answered(answer) => Some(Last { request_id, answer }),
        Outcome::Later(_) | Outcome::Never(_) => None,
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
    destination::of_mapping(&acting, to, &place, body, now).await
}
