//! Live tails: who watches log groups, and what they are shown as it comes in. In memory alone: a watcher that reads
//! too slowly misses events, and is told that it sees a sample.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_StartLiveTail.html>

use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use gen_logs::{
    InputLogEvent, LiveTailSessionLogEvent, LiveTailSessionMetadata, LiveTailSessionStart,
    LiveTailSessionUpdate, StartLiveTailResponseStream, errors as modelled,
};
use kernel::{Cx, Kernel, Timestamp};
use schema::Event;
use tokio::sync::mpsc::{Receiver, Sender, channel};

use crate::group::Group;
use crate::pattern::Pattern;

/// Batches that wait for a watcher.
const WAITING: usize = 256;
/// Events that one update shows.
const EVENTS: usize = 500;
/// The time between two updates when nothing happens.
const TICK: Duration = Duration::from_secs(1);
/// How long a session lasts.
const LIFE: Duration = Duration::from_secs(3 * 3_600);

/// Events of one call, as they came in.
struct Batch {
    /// `ACCOUNT:GROUP`.
    group: String,
    stream: String,
    /// Milliseconds.
    ingested: i64,
    events: Vec<InputLogEvent>,
}

/// One that watches.
struct Watcher {
    /// Numbers of log groups.
    groups: Vec<u64>,
    send: Sender<Arc<Batch>>,
    /// Whether it missed events since it was last shown some.
    missed: Arc<AtomicBool>,
}

/// All that watch, in one cloud.
#[derive(Default)]
pub(crate) struct LiveTails(Mutex<Vec<Watcher>>);

impl LiveTails {
    fn watch(&self, groups: Vec<u64>) -> (Receiver<Arc<Batch>>, Arc<AtomicBool>) {
        let (send, receive) = channel(WAITING);
        let missed = Arc::new(AtomicBool::new(false));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.push(Watcher { groups, send, missed: missed.clone() });
        (receive, missed)
    }

    /// Whether anybody watches the group; those that went are forgotten.
    fn is_watched(&self, group: u64) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|watcher| !watcher.send.is_closed());
        all.iter().any(|watcher| watcher.groups.contains(&group))
    }

    fn show(&self, group: u64, batch: &Arc<Batch>) {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for watcher in all.iter().filter(|watcher| watcher.groups.contains(&group)) {
            if watcher.send.try_send(batch.clone()).is_err() {
                watcher.missed.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// Shows new events to those who watch, once they are committed.
pub(crate) fn show(cx: &mut Cx<'_>, group: &Group, stream: &str, events: &[InputLogEvent]) {
    let tails = cx.kernel().memory::<LiveTails>();
    if events.is_empty() || !tails.is_watched(group.id) {
        return;
    }
    let batch = Arc::new(Batch {
        group: format!("{}:{}", cx.account(), group.name.as_str()),
        stream: stream.to_owned(),
        ingested: cx.now().as_millis(),
        events: events.to_vec(),
    });
    let id = group.id;
    cx.on_commit(move || tails.show(id, &batch));
}

/// What a session asks for.
pub(crate) struct Asked {
    pub(crate) groups: Vec<u64>,
    pub(crate) pattern: Pattern,
    pub(crate) streams: Vec<String>,
    pub(crate) prefixes: Vec<String>,
    pub(crate) start: LiveTailSessionStart,
}

/// A session: what it asks for, and what waits for it.
struct Session {
    kernel: Kernel,
    asked: Asked,
    started: bool,
    receive: Receiver<Arc<Batch>>,
    missed: Arc<AtomicBool>,
    tick: Timestamp,
    end: Timestamp,
}

impl Session {
    /// The next event of the stream; nothing after its end.
    async fn next(&mut self) -> Option<Event> {
        if !self.started {
            self.started = true;
            let start = self.asked.start.clone();
            return Some(Ok(Box::new(StartLiveTailResponseStream::SessionStart(start))));
        }
        let kernel = self.kernel.clone();
        loop {
            let until = self.tick.min(self.end);
            let batch = tokio::select! {
                batch = self.receive.recv() => Some(batch?),
                () = kernel.clock().sleep_until(until) => None,
                () = kernel.stopped() => return None,
            };
            let now = kernel.clock().now();
            if now >= self.end {
                return Some(Err(modelled::session_timeout_exception(
                    "The session has timed out after 3 hours.",
                )));
            }
            let mut shown = Vec::new();
            if let Some(batch) = batch {
                self.collect(&batch, &mut shown);
                while let Ok(batch) = self.receive.try_recv() {
                    self.collect(&batch, &mut shown);
                }
                if shown.is_empty() && now < self.tick {
                    continue;
                }
            }
            self.tick = now.plus(TICK);
            return Some(Ok(Box::new(self.update(shown))));
        }
    }

    /// The events of a batch that are wanted, as long as they fit.
    fn collect(&self, batch: &Batch, shown: &mut Vec<LiveTailSessionLogEvent>) {
        let Asked { streams, prefixes, .. } = &self.asked;
        let named = streams.is_empty() || streams.contains(&batch.stream);
        let begins = prefixes.is_empty() || prefixes.iter().any(|p| batch.stream.starts_with(p));
        if !named || !begins {
            return;
        }
        for event in batch.events.iter().filter(|e| self.asked.pattern.matches(&e.message)) {
            if shown.len() >= EVENTS {
                self.missed.store(true, Ordering::Relaxed);
                return;
            }
            shown.push(LiveTailSessionLogEvent {
                log_stream_name: Some(batch.stream.clone()),
                log_group_identifier: Some(batch.group.clone()),
                message: Some(event.message.clone()),
                timestamp: Some(event.timestamp),
                ingestion_time: Some(batch.ingested),
            });
        }
    }

    fn update(&self, shown: Vec<LiveTailSessionLogEvent>) -> StartLiveTailResponseStream {
        let sampled = self.missed.swap(false, Ordering::Relaxed);
        StartLiveTailResponseStream::SessionUpdate(LiveTailSessionUpdate {
            session_metadata: Some(LiveTailSessionMetadata { sampled: Some(sampled) }),
            session_results: Some(shown),
        })
    }
}

type Step = Pin<Box<dyn Future<Output = (Option<Event>, Session)> + Send>>;

/// The events of a session.
pub(crate) struct Tail(Option<Step>);

impl Tail {
    /// Begins a session now.
    pub(crate) fn begin(kernel: &Kernel, asked: Asked) -> Tail {
        let (receive, missed) = kernel.memory::<LiveTails>().watch(asked.groups.clone());
        let now = kernel.clock().now();
        let session = Session {
            kernel: kernel.clone(),
            asked,
            started: false,
            receive,
            missed,
            tick: now.plus(TICK),
            end: now.plus(LIFE),
        };
        Tail(Some(step(session)))
    }
}

fn step(mut session: Session) -> Step {
    Box::pin(async move {
        let event = session.next().await;
        (event, session)
    })
}

impl futures_core::Stream for Tail {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let Some(running) = self.0.as_mut() else { return Poll::Ready(None) };
        let (event, session) = ready!(running.as_mut().poll(cx));
        let goes_on = matches!(event, Some(Ok(_)));
        self.0 = goes_on.then(|| step(session));
        Poll::Ready(event)
    }
}
