//! Queues as sources: receives a batch, calls the function, deletes what it took. What it did not take comes again when
//! its visibility timeout is over, and goes to the queue's own dead-letter queue in the end. Of a FIFO queue, SQS keeps
//! the order: it holds back a group while one of its messages is here.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html>

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use event_pattern::Json;
use gen_sqs::operations::{DeleteMessageBatch, ReceiveMessage};
use gen_sqs::{
    DeleteMessageBatchRequest, DeleteMessageBatchRequestEntry, Message, ReceiveMessageRequest,
};
use kernel::{AccountId, ApiError, ApiResult, Arn, Timestamp, WaitCx, Watcher};
use schema::Bytes;
use tracing::debug;

use super::acting::{Acting, queue_url, stored_arn};
use super::batch_reply::{self, Reply};
use super::filters::Filters;
use super::invoke::{self, Given, Outcome};
use super::mapping::{Kind, Mapping};
use super::metrics::{self, Metric};
use super::poll::{self, Look, Seen, Turn};
use super::pollers::BATCHES;
use super::sqs_event::{self, Record};
use super::together::{First, Group, first};

/// Seconds that a receive waits: a mapping whose queue is empty costs three calls a minute.
const LONG_POLL: u64 = 20;
/// Messages of one receive, and of one delete.
const AT_ONCE: usize = 10;
/// Bytes of a function's event.
const MAX_EVENT: usize = 6_000_000;
/// The longest pause after receives that failed, in seconds.
const LONGEST_PAUSE: u64 = 60;

/// A batch that fills; what is in it counts even when its filling is broken off.
type Slot = Arc<Mutex<Vec<Message>>>;

/// The pollers' work, until the mapping is not to be polled for any more; batches under way are finished.
pub(crate) async fn poll(wx: &WaitCx<'_>, turn: Turn<'_>, watcher: &Watcher) -> ApiResult<()> {
    let mut calls = Group::new();
    let mut fills = Fills::default();
    let mut failures = 0;
    while let Look::Go(seen) = poll::look(wx, turn).await? {
        let seen = Arc::new(*seen);
        let (most, receiving) = capacity(&seen.mapping, calls.len());
        let filled = match receiver(wx, &seen).await {
            Err(error) => Err(error),
            Ok(receiver) => {
                let free = most.saturating_sub(calls.len());
                while fills.len() < receiving.min(free) {
                    fills.begin(&receiver, &seen);
                }
                match first(first(fills.next(), watcher.woken()), calls.next()).await {
                    First::A(First::A(filled)) => {
                        filled.batch.into_iter().for_each(|batch| calls.add(batch));
                        filled.result
                    }
                    First::A(First::B(())) => {
                        // The mapping has changed; what came already is handled.
                        fills.break_off().into_iter().for_each(|batch| calls.add(batch));
                        Ok(())
                    }
                    First::B(()) => continue,
                }
            }
        };
        match filled {
            Ok(()) => failures = 0,
            Err(error) => {
                debug!(mapping = turn.mapping, %error, "a queue cannot be read for a function");
                failures += 1;
                let pause = LONGEST_PAUSE.min(1 << failures.min(10));
                let until = wx.now().plus(Duration::from_secs(pause));
                let pause = first(wx.kernel().clock().sleep_until(until), watcher.woken());
                first(pause, drive(&mut calls)).await;
            }
        }
    }
    fills.break_off().into_iter().for_each(|batch| calls.add(batch));
    while !calls.is_empty() {
        calls.next().await;
    }
    Ok(())
}

/// How many batches a mapping has at once at most, and how many of its pollers receive while `busy` are under way.
fn capacity(mapping: &Mapping, busy: usize) -> (usize, usize) {
    if let Some(pollers) = mapping.more.pollers {
        return (pollers.batches(), pollers.receiving(busy));
    }
    let said = match &mapping.kind {
        Kind::Queue { concurrency } => *concurrency,
        Kind::Stream(_) => None,
    };
    (said.map_or(BATCHES, |most| usize::try_from(most).unwrap_or(usize::MAX)), 1)
}

/// Lets batches go on, for as long as somebody waits for something else.
async fn drive(calls: &mut Group<'_, ()>) -> Infallible {
    loop {
        calls.next().await;
    }
}

/// What a poller came back with: a batch on its way to the function, if there is one, and how receiving went.
struct Filled<'k> {
    slot: Slot,
    batch: Option<Handling<'k>>,
    result: ApiResult<()>,
}

/// A batch on its way.
type Handling<'k> = Pin<Box<dyn Future<Output = ()> + Send + 'k>>;

/// Batches that fill.
struct Fills<'k> {
    group: Group<'k, Filled<'k>>,
    open: Vec<(Receiver<'k>, Arc<Seen>, Slot)>,
}

impl Default for Fills<'_> {
    fn default() -> Self {
        Fills { group: Group::new(), open: Vec::new() }
    }
}

impl<'k> Fills<'k> {
    fn len(&self) -> usize {
        self.group.len()
    }

    /// Another poller receives.
    fn begin(&mut self, receiver: &Receiver<'k>, seen: &Arc<Seen>) {
        let slot = Slot::default();
        self.open.push((receiver.clone(), seen.clone(), slot.clone()));
        let (receiver, seen) = (receiver.clone(), seen.clone());
        self.group.add(async move {
            let result = receiver.fill(&seen.mapping, &slot).await;
            let batch = receiver.handling(seen, &slot);
            Filled { slot, batch, result }
        });
    }

    /// The next poller that is done with receiving; for ever when there is none.
    async fn next(&mut self) -> Filled<'k> {
        let filled = self.group.next().await;
        self.open.retain(|(.., slot)| !Arc::ptr_eq(slot, &filled.slot));
        filled
    }

    /// Nobody receives any more; what came already is on its way.
    fn break_off(&mut self) -> Vec<Handling<'k>> {
        self.group = Group::new();
        let open = std::mem::take(&mut self.open).into_iter();
        open.filter_map(|(receiver, seen, slot)| receiver.handling(seen, &slot)).collect()
    }
}

/// Who receives for a mapping.
#[derive(Clone)]
struct Receiver<'k> {
    acting: Acting<'k>,
    queue: Arn,
    account: AccountId,
}

async fn receiver<'k>(wx: &WaitCx<'k>, seen: &Seen) -> ApiResult<Receiver<'k>> {
    let gone = || ApiError::bug("the function or its role is not there");
    seen.require_filters()?;
    let facts = seen.facts.as_ref().ok_or_else(gone)?;
    let acting = Acting::begin(wx, facts).await?.ok_or_else(gone)?;
    let queue = stored_arn(&seen.mapping.source)?;
    Ok(Receiver { acting, queue, account: wx.call_facts().account })
}

/// The lock is held for moments; who had it cannot have left anything half done.
fn locked(slot: &Slot) -> MutexGuard<'_, Vec<Message>> {
    slot.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<'k> Receiver<'k> {
    fn now(&self) -> Timestamp {
        self.acting.kernel.clock().now()
    }

    /// Receives until the batch is full, or its window is over, or nothing came for a while.
    async fn fill(&self, mapping: &Mapping, batch: &Slot) -> ApiResult<()> {
        let window = Duration::from_secs(mapping.window.into());
        let (mut until, mut bytes) = (None, 0);
        loop {
            let room = mapping.batch_size.saturating_sub(locked(batch).len());
            let left = until.map(|until: Timestamp| until.since(self.now()));
            if room == 0 || bytes >= MAX_EVENT || left.is_some_and(|left| left.is_zero()) {
                return Ok(());
            }
            let wait = left.map_or(LONG_POLL, |left| left.as_secs().clamp(1, LONG_POLL));
            let got = self.receive(room.min(AT_ONCE), wait).await?;
            if got.is_empty() && until.is_none() {
                return Ok(());
            }
            bytes += got.iter().filter_map(|m| m.body.as_ref()).map(String::len).sum::<usize>();
            metrics::count(self.acting.kernel, mapping, Metric::Polled, got.len());
            locked(batch).extend(got);
            if window.is_zero() {
                return Ok(());
            }
            until.get_or_insert_with(|| self.now().plus(window));
        }
    }

    async fn receive(&self, most: usize, wait: u64) -> ApiResult<Vec<Message>> {
        let input = ReceiveMessageRequest {
            queue_url: queue_url(&self.queue),
            attribute_names: Some(vec!["All".to_owned()]),
            message_attribute_names: Some(vec!["All".to_owned()]),
            max_number_of_messages: i32::try_from(most).ok(),
            wait_time_seconds: i32::try_from(wait).ok(),
            ..ReceiveMessageRequest::default()
        };
        let output = self.acting.call_at::<ReceiveMessage>(&self.queue, input).await?;
        Ok(output.messages.unwrap_or_default())
    }

    /// Brings a batch to the function, if there is anything in it. What goes wrong stays in the queue.
    fn handling(self, seen: Arc<Seen>, slot: &Slot) -> Option<Handling<'k>> {
        let batch = std::mem::take(&mut *locked(slot));
        if batch.is_empty() {
            return None;
        }
        Some(Box::pin(async move {
            if let Err(error) = self.try_handle(&seen, batch).await {
                debug!(mapping = seen.mapping.id, %error, "a batch stays in its queue");
            }
        }))
    }

    async fn try_handle(&self, seen: &Seen, batch: Vec<Message>) -> ApiResult<()> {
        let filters = Filters::of(&seen.mapping.filters)?;
        let mut events = Vec::new();
        let mut passed_by = Vec::new();
        for message in batch {
            let mapping = &seen.mapping;
            let region = self.queue.region();
            let record = Record::of(&message, &mapping.source, region, mapping.window > 0);
            let text = serde_json::to_string(&record).map_err(ApiError::bug)?;
            let passes = filters.is_empty()
                || Json::parse(&text).is_ok_and(|json| filters.pass_body(&json, "body"));
            match passes {
                true => events.push((message, text)),
                false => passed_by.push(message),
            }
        }
        let (kernel, mapping) = (self.acting.kernel, &seen.mapping);
        metrics::count(kernel, mapping, Metric::FilteredOut, passed_by.len());
        self.delete(passed_by.iter()).await?;
        for chunk in chunks(events, MAX_EVENT) {
            self.call(seen, chunk).await?;
        }
        Ok(())
    }

    /// Calls the function for messages that fit into an event, and deletes what it took.
    async fn call(&self, seen: &Seen, chunk: Vec<(Message, String)>) -> ApiResult<()> {
        let (messages, records): (Vec<Message>, Vec<String>) = chunk.into_iter().unzip();
        let trace = messages.iter().find_map(|message| {
            message.attributes.as_ref().and_then(|all| all.get("AWSTraceHeader"))
        });
        let request_id = self.acting.kernel.random().uuid();
        let given = Given {
            function: seen.mapping.function.as_str(),
            qualifier: seen.mapping.qualifier.as_deref(),
            payload: Bytes::from(sqs_event::event(&records)),
            client_context: None,
            request_id: &request_id,
            trace: trace.map(String::as_str),
        };
        let (kernel, region) = (self.acting.kernel, &self.acting.region);
        let count = |metric, n| metrics::count(kernel, &seen.mapping, metric, n);
        let answer = match invoke::invoke(kernel, self.account, region, given).await {
            Outcome::Answered(answer) => {
                count(Metric::Invoked, messages.len());
                if answer.error.is_some() {
                    count(Metric::FailedInvoke, messages.len());
                    return Ok(());
                }
                answer
            }
            // What is in a loop stays, too, until the queue's own dead-letter queue takes it.
            Outcome::Later(why) | Outcome::Never(why) | Outcome::Looped(why) => {
                debug!(function = %seen.mapping.function, why, "a batch was not taken");
                return Ok(());
            }
        };
        let failed = match seen.mapping.reports_items {
            true => batch_reply::read(&answer.payload),
            false => Reply::None,
        };
        let done: Vec<&Message> = taken(&messages, &failed).collect();
        count(Metric::FailedInvoke, messages.len() - done.len());
        self.delete(done.iter().copied()).await?;
        count(Metric::Deleted, done.len());
        Ok(())
    }

    async fn delete(&self, messages: impl Iterator<Item = &Message>) -> ApiResult<()> {
        let entries: Vec<DeleteMessageBatchRequestEntry> = messages
            .enumerate()
            .map(|(at, message)| DeleteMessageBatchRequestEntry {
                id: at.to_string(),
                receipt_handle: message.receipt_handle.clone().unwrap_or_default(),
            })
            .collect();
        for entries in entries.chunks(AT_ONCE) {
            let input = DeleteMessageBatchRequest {
                queue_url: queue_url(&self.queue),
                entries: entries.to_vec(),
            };
            self.acting.call_at::<DeleteMessageBatch>(&self.queue, input).await?;
        }
        Ok(())
    }
}

/// The messages that are done with. Who names one that is not in the batch is not believed at all.
fn taken<'m>(messages: &'m [Message], failed: &Reply) -> impl Iterator<Item = &'m Message> {
    let id = |message: &Message| message.message_id.clone().unwrap_or_default();
    let failed: Vec<String> = match failed {
        Reply::None => Vec::new(),
        Reply::These(ids) if ids.iter().all(|one| messages.iter().any(|m| id(m) == *one)) => {
            ids.clone()
        }
        Reply::All | Reply::These(_) => messages.iter().map(id).collect(),
    };
    messages.iter().filter(move |message| !failed.contains(&id(message)))
}

/// Splits records so that each part fits into an event.
fn chunks(records: Vec<(Message, String)>, most: usize) -> Vec<Vec<(Message, String)>> {
    let mut parts: Vec<Vec<(Message, String)>> = Vec::new();
    let mut size = 0;
    for record in records {
        size += record.1.len() + 1;
        match parts.last_mut().filter(|_| size <= most) {
            Some(part) => part.push(record),
            None => {
                size = record.1.len() + 1;
                parts.push(vec![record]);
            }
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(id: &str) -> Message {
        Message { message_id: Some(id.to_owned()), ..Message::default() }
    }

    #[test]
    fn what_is_not_named_is_done_with() {
        let messages = [message("a"), message("b"), message("c")];
        let these = |ids: &[&str]| Reply::These(ids.iter().map(|id| (*id).to_owned()).collect());
        for (failed, want) in [
            (Reply::None, "abc"),
            (Reply::All, ""),
            (these(&["b"]), "ac"),
            (these(&["b", "x"]), ""),
        ] {
            let left: Vec<&str> =
                taken(&messages, &failed).filter_map(|m| m.message_id.as_deref()).collect();
            assert_eq!(left.concat(), want, "{failed:?}");
        }
    }

    #[test]
    fn large_batches_are_several_events() {
        let record = |size: usize| (message("m"), "x".repeat(size));
        let sizes = |records: Vec<(Message, String)>| -> Vec<usize> {
            chunks(records, 10).iter().map(Vec::len).collect()
        };
        assert_eq!(sizes(vec![record(4), record(4), record(4)]), [2, 1]);
        assert_eq!(sizes(vec![record(40), record(4)]), [1, 1]);
        assert!(sizes(Vec::new()).is_empty());
    }
}
