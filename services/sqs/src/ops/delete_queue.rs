//! DeleteQueue: the queue and its messages are gone at once; its name stays taken for a minute.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html>

use gen_sqs::{DeleteQueueInput, DeleteQueueOutput};
use kernel::{ApiResult, Cx};

use crate::tables::{QUEUES, TAGS};
use crate::{dead_letter, queue, sweep};

pub(super) async fn delete_queue(
    cx: &mut Cx<'_>,
    input: &DeleteQueueInput,
) -> ApiResult<DeleteQueueOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    dead_letter::relink(cx, &queue.name, Some(&queue.attributes), None)?;
    cx.delete(&QUEUES, &queue.name);
    cx.delete(&TAGS, &queue.name);
    sweep::free_name_later(cx, &queue.name).await?;
    sweep::unwatch_retention(cx, &queue.name).await?;
    sweep::abandon(cx, queue.generation).await?;
    let wake = queue.wake_key(cx);
    cx.notify(wake, usize::MAX);
    Ok(DeleteQueueOutput::default())
}
