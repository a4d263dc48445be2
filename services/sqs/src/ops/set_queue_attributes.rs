//! SetQueueAttributes: changes what is given, all or nothing.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html>

use std::sync::Arc;

use gen_sqs::{SetQueueAttributesInput, SetQueueAttributesOutput};
use kernel::{ApiResult, Cx};

use crate::attribute_change::{self, Change};
use crate::{dead_letter, queue, sweep};

pub(super) async fn set_queue_attributes(
    cx: &mut Cx<'_>,
    input: &SetQueueAttributesInput,
) -> ApiResult<SetQueueAttributesOutput> {
    let mut queue = Arc::unwrap_or_clone(queue::find(cx, &input.queue_url).await?);
    let changes = attribute_change::parse(&input.attributes, queue.is_fifo())?;
    let changed = queue.attributes.with(&changes)?;
    if changes.iter().any(|change| matches!(change, Change::RedrivePolicy(_))) {
        dead_letter::check(cx, &queue.name, &changed).await?;
    }
    dead_letter::relink(cx, &queue.name, Some(&queue.attributes), Some(&changed))?;
    let retention_changed = changed.retention != queue.attributes.retention;
    queue.attributes = changed;
    queue.modified_at = cx.now();
    queue::save(cx, &queue);
    if retention_changed {
        sweep::expire_now(cx, &queue).await?;
    }
    Ok(SetQueueAttributesOutput::default())
}
