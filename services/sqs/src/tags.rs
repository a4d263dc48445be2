//! Tags on queues.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-queue-tags.html>

use kernel::tagging::{self, TagError};
use kernel::{ApiError, ApiResult, Cx};
use schema::VecMap;

use crate::errors;
use crate::queue_name::QueueName;
use crate::tables::TAGS;

/// The tags of a queue.
pub(crate) async fn of(cx: &mut Cx<'_>, queue: &QueueName) -> ApiResult<VecMap<String>> {
    let rows = cx.get(&TAGS, queue).await?;
    Ok(rows.unwrap_or_default().into_iter().collect())
}

/// Adds tags; the old value of a key gives way.
pub(crate) async fn add(
    cx: &mut Cx<'_>,
    queue: &QueueName,
    added: &VecMap<String>,
) -> ApiResult<()> {
    let tags = of(cx, queue).await?;
    let merged = tagging::merge(&tags, added).map_err(|error| refusal(queue, &error))?;
    save(cx, queue, merged);
    Ok(())
}

/// Takes tags away; keys that are not there are fine.
pub(crate) async fn remove(cx: &mut Cx<'_>, queue: &QueueName, keys: &[String]) -> ApiResult<()> {
    let mut tags = of(cx, queue).await?;
    for key in keys {
        tags.remove(key);
    }
    save(cx, queue, tags);
    Ok(())
}

fn save(cx: &mut Cx<'_>, queue: &QueueName, tags: VecMap<String>) {
    if tags.is_empty() {
        cx.delete(&TAGS, queue);
    } else {
        cx.put(&TAGS, queue, &tags.into_iter().collect());
    }
}

fn refusal(queue: &QueueName, error: &TagError) -> ApiError {
    errors::invalid_parameter(match error {
        TagError::TooMany => format!("Too many tags added for queue {queue}."),
        other => format!("One or more parameters are invalid. Reason: {other}."),
    })
}
