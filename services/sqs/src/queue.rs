//! A queue, and how requests find it.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use kernel::{ApiError, ApiResult, Arn, Cx, Timestamp, WakeKey};
use serde::{Deserialize, Serialize};

use crate::attributes::{DeduplicationScope, QueueAttributes};
use crate::errors;
use crate::queue_name::QueueName;
use crate::queue_url::{QueueUrl, queue_url};
use crate::tables::QUEUES;

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Queue {
    pub(crate) name: QueueName,
    /// Random: what receipt handles are bound to.
    pub(crate) id: u64,
    /// What its messages lie under; a purge begins another.
    pub(crate) generation: u64,
    pub(crate) created_at: Timestamp,
    pub(crate) modified_at: Timestamp,
    pub(crate) purged_at: Option<Timestamp>,
    pub(crate) attributes: QueueAttributes,
    /// The scope that deduplication goes by: that of creation, whatever the attribute says later.
    pub(crate) deduplication_scope: DeduplicationScope,
}

impl Queue {
    /// A queue that is created now.
    pub(crate) fn new(cx: &Cx<'_>, name: QueueName, attributes: QueueAttributes) -> Queue {
        let scope = attributes.fifo.as_ref().map(|fifo| fifo.deduplication_scope);
        Queue {
            name,
            id: cx.random().u64(),
            generation: cx.next_sequence(),
            created_at: cx.now(),
            modified_at: cx.now(),
            purged_at: None,
            attributes,
            deduplication_scope: scope.unwrap_or(DeduplicationScope::Queue),
        }
    }

    pub(crate) fn is_fifo(&self) -> bool {
        self.attributes.fifo.is_some()
    }

    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<Arn> {
        cx.arn("sqs", self.name.as_str())
    }

    pub(crate) fn url(&self, cx: &Cx<'_>) -> String {
        url_of(cx, &self.name)
    }

    /// What receivers of this queue wait for.
    pub(crate) fn wake_key(&self, cx: &Cx<'_>) -> WakeKey {
        wake_key(cx.account().as_str(), cx.region().as_str(), &self.name)
    }

    /// Whether a message that came in at `enqueued_at` is past its retention.
    pub(crate) fn has_expired(&self, enqueued_at: Timestamp, now: Timestamp) -> bool {
        enqueued_at.plus(self.attributes.retention_period()) <= now
    }
}

/// The URL of the caller's queue called `name`.
pub(crate) fn url_of(cx: &Cx<'_>, name: &QueueName) -> String {
    queue_url(&cx.endpoint(), cx.account(), name)
}

/// What receivers of a queue wait for: known before the queue is read.
pub(crate) fn wake_key(account: &str, region: &str, name: &QueueName) -> WakeKey {
    let mut hash = DefaultHasher::new();
    ("sqs", account, region, name).hash(&mut hash);
    hash.finish()
}

/// The queue that a request's `QueueUrl` means.
pub(crate) async fn find(cx: &mut Cx<'_>, url: &str) -> ApiResult<Arc<Queue>> {
    let parsed = QueueUrl::parse(url)?;
    if parsed.account.is_some_and(|account| account != cx.account()) {
        return Err(errors::access_denied(url));
    }
    find_by_name(cx, &parsed.name).await?.ok_or_else(errors::queue_does_not_exist)
}

pub(crate) async fn find_by_name(
    cx: &mut Cx<'_>,
    name: &QueueName,
) -> ApiResult<Option<Arc<Queue>>> {
    cx.get_shared(&QUEUES, name).await
}

/// The caller's queue that an ARN means; `None` when it means anything else.
pub(crate) async fn find_by_arn(cx: &mut Cx<'_>, arn: &str) -> ApiResult<Option<Arc<Queue>>> {
    let Ok(arn) = arn.parse::<Arn>() else { return Ok(None) };
    let near = arn.service() == "sqs"
        && arn.region() == cx.region().as_str()
        && arn.account() == cx.account().as_str();
    match QueueName::parse(arn.resource()) {
        Some(name) if near => find_by_name(cx, &name).await,
        _ => Ok(None),
    }
}

/// Writes a queue that was read.
pub(crate) fn save(cx: &mut Cx<'_>, queue: &Queue) {
    cx.put(&QUEUES, &queue.name, queue);
}

/// What a broken invariant is told as.
pub(crate) fn broken(what: &str, queue: &Queue) -> ApiError {
    ApiError::bug(format!("queue {}: {what}", queue.name))
}
