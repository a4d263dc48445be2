//! ChangeMessageVisibilityBatch: up to ten received messages, each changed on its own.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html>

use gen_sqs::{
    ChangeMessageVisibilityBatchInput, ChangeMessageVisibilityBatchOutput,
    ChangeMessageVisibilityBatchRequestEntry, ChangeMessageVisibilityBatchResultEntry,
};
use kernel::{ApiResult, Cx};

use crate::batch::{self, non_empty};
use crate::queue::{self, Queue};
use crate::{errors, messages, parameters};

const ENTRY: &str = "ChangeMessageVisibilityBatchRequestEntry";

pub(super) async fn change_message_visibility_batch(
    cx: &mut Cx<'_>,
    input: &ChangeMessageVisibilityBatchInput,
) -> ApiResult<ChangeMessageVisibilityBatchOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    batch::check_ids(ENTRY, input.entries.iter().map(|e| e.id.as_str()))?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in &input.entries {
        match change_entry(cx, &queue, entry).await {
            Ok(()) => successful
                .push(ChangeMessageVisibilityBatchResultEntry { id: Some(entry.id.clone()) }),
            Err(error) => failed.push(batch::failure(&entry.id, error)?),
        }
    }
    let (successful, failed) = (non_empty(successful), non_empty(failed));
    Ok(ChangeMessageVisibilityBatchOutput { successful, failed })
}

async fn change_entry(
    cx: &mut Cx<'_>,
    queue: &Queue,
    entry: &ChangeMessageVisibilityBatchRequestEntry,
) -> ApiResult<()> {
    let timeout = entry.visibility_timeout;
    let timeout = timeout.ok_or_else(|| errors::missing_parameter("VisibilityTimeout"))?;
    let timeout = parameters::visibility_timeout(timeout)?;
    messages::change_visibility(cx, queue, &entry.receipt_handle, timeout).await
}
