//! Subscriptions to an environment's telemetry: what was heard is kept until it is sent to the processes that asked for it,
//! which listen inside of the environment.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api.html>

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;

/// What can be subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Platform,
    Function,
}

/// One subscription.
#[derive(Debug, Clone)]
pub(crate) struct Subscription {
    pub(crate) name: String,
    pub(crate) platform: bool,
    pub(crate) function: bool,
    /// The port inside, and the path with its query.
    pub(crate) port: u16,
    pub(crate) path: String,
    pub(crate) max_items: usize,
    pub(crate) max_bytes: usize,
    pub(crate) timeout: Duration,
}

#[derive(Debug, Default)]
struct Buffer {
    subscription: Option<Subscription>,
    events: Vec<String>,
    bytes: usize,
}

/// What was heard before anybody subscribed is kept up to this: an extension subscribes while the environment begins.
const EARLY: usize = 64;
/// What is kept for a subscriber that does not take it; what is more is lost.
const MAX_KEPT: usize = 1 << 20;

/// The subscriptions of an environment.
#[derive(Debug, Default)]
pub(crate) struct Telemetry {
    buffers: Mutex<Vec<Buffer>>,
    early: Mutex<Vec<(bool, String)>>,
    deliverable: AtomicBool,
}

impl Telemetry {
    /// Adds a subscription, in place of an earlier one of the same name.
    pub(crate) fn subscribe(&self, subscription: Subscription) {
        let mut buffers = self.buffers.lock();
        buffers.retain(|b| b.subscription.as_ref().is_none_or(|s| s.name != subscription.name));
        let mut buffer = Buffer { subscription: Some(subscription), ..Buffer::default() };
        for (platform, event) in self.early.lock().iter() {
            buffer.hear(*platform, event);
        }
        buffers.push(buffer);
    }

    /// Tells the subscribers of an event; it is made when somebody listens, or may yet.
    pub(crate) fn hear(&self, kind: Kind, event: impl FnOnce() -> String) {
        let platform = kind == Kind::Platform;
        let mut buffers = self.buffers.lock();
        let mut early = self.early.lock();
        if buffers.is_empty() && early.len() >= EARLY {
            return;
        }
        let event = event();
        for buffer in buffers.iter_mut() {
            buffer.hear(platform, &event);
        }
        if early.len() < EARLY {
            early.push((platform, event));
        }
    }

    /// Whether what is heard can be brought into the environment.
    pub(crate) fn can_deliver(&self) -> bool {
        self.deliverable.load(Ordering::Relaxed)
    }

    pub(crate) fn set_deliverable(&self, can: bool) {
        self.deliverable.store(can, Ordering::Relaxed);
    }

    pub(crate) fn any(&self) -> bool {
        !self.buffers.lock().is_empty()
    }

    /// What is to be sent now, each as one JSON array; all of it when `all`.
    pub(crate) fn take(&self, all: bool) -> Vec<(Subscription, String)> {
        let mut buffers = self.buffers.lock();
        let mut taken = Vec::new();
        for buffer in buffers.iter_mut() {
            let Some(subscription) = buffer.subscription.clone() else { continue };
            let full = buffer.events.len() >= subscription.max_items
                || buffer.bytes >= subscription.max_bytes;
            if buffer.events.is_empty() || !(all || full) {
                continue;
            }
            buffer.bytes = 0;
            let body = format!("[{}]", std::mem::take(&mut buffer.events).join(","));
            taken.push((subscription, body));
        }
        taken
    }

    /// The shortest time after which a subscriber wants to hear.
    pub(crate) fn pause(&self) -> Duration {
        let buffers = self.buffers.lock();
        let times = buffers.iter().filter_map(|b| b.subscription.as_ref()).map(|s| s.timeout);
        times.min().unwrap_or(Duration::from_secs(1))
    }
}

impl Buffer {
    fn hear(&mut self, platform: bool, event: &str) {
        let wanted = self.subscription.as_ref().is_some_and(|subscription| match platform {
            true => subscription.platform,
            false => subscription.function,
        });
        if wanted && self.bytes + event.len() <= MAX_KEPT {
            self.bytes += event.len();
            self.events.push(event.to_owned());
        }
    }
}
