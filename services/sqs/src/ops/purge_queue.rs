//! PurgeQueue: all messages are gone at once, and with them what deduplication remembers.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html>

use std::sync::Arc;

use gen_sqs::{PurgeQueueInput, PurgeQueueOutput};
use kernel::{ApiResult, Cx};

use crate::{errors, limits, queue, sweep};

pub(super) async fn purge_queue(
    cx: &mut Cx<'_>,
    input: &PurgeQueueInput,
) -> ApiResult<PurgeQueueOutput> {
    let mut queue = Arc::unwrap_or_clone(queue::find(cx, &input.queue_url).await?);
    if queue.purged_at.is_some_and(|at| at.plus(limits::BETWEEN_PURGES) > cx.now()) {
        return Err(errors::purge_in_progress(queue.name.as_str()));
    }
    sweep::abandon(cx, queue.generation).await?;
    queue.generation = cx.next_sequence();
    queue.purged_at = Some(cx.now());
    queue::save(cx, &queue);
    Ok(PurgeQueueOutput::default())
}
