//! DeleteMessageBatch: up to ten received messages, each deleted on its own.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessageBatch.html>

use gen_sqs::{DeleteMessageBatchInput, DeleteMessageBatchOutput, DeleteMessageBatchResultEntry};
use kernel::{ApiResult, Cx};

use crate::batch::{self, non_empty};
use crate::{messages, queue};

pub(super) async fn delete_message_batch(
    cx: &mut Cx<'_>,
    input: &DeleteMessageBatchInput,
) -> ApiResult<DeleteMessageBatchOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    batch::check_ids(
        "DeleteMessageBatchRequestEntry",
        input.entries.iter().map(|e| e.id.as_str()),
    )?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in &input.entries {
        match messages::delete(cx, &queue, &entry.receipt_handle).await {
            Ok(()) => {
                successful.push(DeleteMessageBatchResultEntry { id: Some(entry.id.clone()) });
            }
            Err(error) => failed.push(batch::failure(&entry.id, error)?),
        }
    }
    Ok(DeleteMessageBatchOutput { successful: non_empty(successful), failed: non_empty(failed) })
}
