//! RemovePermission: takes a statement out of the queue's policy by its label.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_RemovePermission.html>

use std::sync::Arc;

use gen_sqs::{RemovePermissionInput, RemovePermissionOutput};
use kernel::{ApiResult, Cx};

use crate::policy::QueuePolicy;
use crate::{errors, queue};

pub(super) async fn remove_permission(
    cx: &mut Cx<'_>,
    input: &RemovePermissionInput,
) -> ApiResult<RemovePermissionOutput> {
    let mut queue = Arc::unwrap_or_clone(queue::find(cx, &input.queue_url).await?);
    if input.label.is_empty() {
        return Err(errors::missing_parameter("Label"));
    }
    let arn = queue.arn(cx)?;
    let mut policy = match &queue.attributes.policy {
        Some(text) => QueuePolicy::parse(text)?,
        None => QueuePolicy::default_of(&arn),
    };
    policy.remove(&input.label)?;
    queue.attributes.policy = if policy.is_empty() { None } else { Some(policy.show()?) };
    queue.modified_at = cx.now();
    queue::save(cx, &queue);
    Ok(RemovePermissionOutput::default())
}
