//! Moving messages that were received too often to the dead-letter queue, when one is there to take them.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html>

use std::sync::Arc;

use kernel::{ApiResult, Arn, Cx};

use crate::attributes::QueueAttributes;
use crate::message::{Message, Tally};
use crate::queue::{self, Queue};
use crate::queue_name::QueueName;
use crate::tables::DEAD_LETTER_SOURCES;
use crate::{errors, messages};

/// When a queue's messages are undeliverable, and where they go then.
#[derive(Debug)]
pub(crate) struct Exhausted(Option<Target>);

#[derive(Debug)]
struct Target {
    queue: Arc<Queue>,
    max_receive_count: u32,
    source: Arn,
}

impl Exhausted {
    /// As the queue's redrive policy says; never, while the dead-letter queue does not exist.
    pub(crate) async fn of(cx: &mut Cx<'_>, queue: &Queue) -> ApiResult<Exhausted> {
        let Some(policy) = &queue.attributes.redrive else { return Ok(Exhausted(None)) };
        let source = queue.arn(cx)?;
        let Some(name) = policy.target_name(&source) else { return Ok(Exhausted(None)) };
        let max_receive_count = policy.max_receive_count;
        let target = queue::find_by_name(cx, &name).await?;
        Ok(Exhausted(target.map(|queue| Target { queue, max_receive_count, source })))
    }

    /// Whether one more receive would be too many.
    pub(crate) fn covers(&self, tally: &Tally) -> bool {
        self.0.as_ref().is_some_and(|target| tally.received_here() >= target.max_receive_count)
    }
}

/// Puts a message that was taken out of `source` into its dead-letter queue.
pub(crate) async fn send(
    cx: &mut Cx<'_>,
    source: &Queue,
    exhausted: &Exhausted,
    mut message: Message,
    tally: Tally,
) -> ApiResult<()> {
    let Some(target) = &exhausted.0 else {
        return Err(queue::broken("a message goes to no dead-letter queue", source));
    };
    message.dead_letter_source = Some(target.source.to_string());
    // Retention goes on counting from the first send, but in FIFO queues, where it begins anew.
    let enqueued_at = if source.is_fifo() { cx.now() } else { tally.enqueued_at };
    let now = cx.now();
    messages::enqueue(cx, &target.queue, &message, tally.moved(enqueued_at), now).await?;
    Ok(())
}

/// Checks that the queue `source`, FIFO or not, may have the dead-letter queue that `attributes` name.
pub(crate) async fn check(
    cx: &mut Cx<'_>,
    source: &QueueName,
    attributes: &QueueAttributes,
) -> ApiResult<()> {
    let Some(policy) = &attributes.redrive else { return Ok(()) };
    let source_arn = cx.arn("sqs", source.as_str())?;
    let target = match policy.target_name(&source_arn) {
        Some(name) => queue::find_by_name(cx, &name).await?,
        None => None,
    };
    // A queue may be its own dead-letter queue only once it is there.
    let target = target.ok_or_else(|| policy.refusal("Dead letter target does not exist."))?;
    if target.is_fifo() != source.is_fifo() {
        return Err(policy.refusal("Dead-letter queue must be same type of queue as the source."));
    }
    let allowed = target.attributes.redrive_allow.as_ref();
    if allowed.is_some_and(|allow| !allow.allows(&source_arn)) {
        return Err(errors::invalid_value(
            policy.show(),
            "RedrivePolicy",
            "The dead-letter queue's redrive allow policy does not allow this source queue.",
        ));
    }
    Ok(())
}

/// Keeps [`DEAD_LETTER_SOURCES`] in step when a queue's attributes change from `before` to `after`.
pub(crate) fn relink(
    cx: &mut Cx<'_>,
    source: &QueueName,
    before: Option<&QueueAttributes>,
    after: Option<&QueueAttributes>,
) -> ApiResult<()> {
    let arn = cx.arn("sqs", source.as_str())?;
    let target = |attributes: Option<&QueueAttributes>| {
        attributes.and_then(|a| a.redrive.as_ref()).and_then(|policy| policy.target_name(&arn))
    };
    let (old, new) = (target(before), target(after));
    if old == new {
        return Ok(());
    }
    if let Some(old) = old {
        cx.delete(&DEAD_LETTER_SOURCES, &(old, source.clone()));
    }
    if let Some(new) = new {
        cx.put(&DEAD_LETTER_SOURCES, &(new, source.clone()), &());
    }
    Ok(())
}
