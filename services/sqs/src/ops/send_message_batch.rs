//! SendMessageBatch: up to ten messages, each of which succeeds or fails on its own.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html>

use gen_sqs::{
    SendMessageBatchInput, SendMessageBatchOutput, SendMessageBatchRequestEntry,
    SendMessageBatchResultEntry, SendMessageResult,
};
use kernel::{ApiResult, Cx};

use crate::batch::{self, non_empty};
use crate::queue::{self, Queue};
use crate::send::{self, Given, Outgoing};
use crate::{errors, limits};

pub(super) async fn send_message_batch(
    cx: &mut Cx<'_>,
    input: &SendMessageBatchInput,
) -> ApiResult<SendMessageBatchOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    check_whole(&queue, &input.entries)?;
    let (mut successful, mut failed) = (Vec::new(), Vec::new());
    for entry in &input.entries {
        match send_entry(cx, &queue, entry).await {
            Ok(sent) => successful.push(success(entry, sent)),
            Err(error) => failed.push(batch::failure(&entry.id, error)?),
        }
    }
    Ok(SendMessageBatchOutput { successful: non_empty(successful), failed: non_empty(failed) })
}

/// What fails the whole batch.
fn check_whole(queue: &Queue, entries: &[SendMessageBatchRequestEntry]) -> ApiResult<()> {
    batch::check_ids("SendMessageBatchRequestEntry", entries.iter().map(|e| e.id.as_str()))?;
    for (entry, number) in entries.iter().zip(1..) {
        if entry.message_body.is_empty() {
            let parameter = format!("SendMessageBatchRequestEntry.{number}.MessageBody");
            return Err(errors::missing_parameter(&parameter));
        }
        let deduplication = entry.message_deduplication_id.as_deref();
        send::check_fifo_entry(queue, entry.message_group_id.as_deref(), deduplication)?;
    }
    let size = entries.iter().map(|e| send::size(&e.message_body, e.message_attributes.as_ref()));
    let size = size.sum();
    if size > limits::MAX_BATCH_BYTES { Err(errors::batch_too_long(size)) } else { Ok(()) }
}

/// Checks before it writes: an entry that fails leaves nothing behind.
async fn send_entry(
    cx: &mut Cx<'_>,
    queue: &Queue,
    entry: &SendMessageBatchRequestEntry,
) -> ApiResult<SendMessageResult> {
    let given = Given {
        body: &entry.message_body,
        delay: entry.delay_seconds,
        attributes: entry.message_attributes.as_ref(),
        system_attributes: entry.message_system_attributes.as_ref(),
        group: entry.message_group_id.as_deref(),
        deduplication: entry.message_deduplication_id.as_deref(),
    };
    Outgoing::check(given, queue, send::too_long_in_batch)?.send(cx, queue).await
}

fn success(
    entry: &SendMessageBatchRequestEntry,
    sent: SendMessageResult,
) -> SendMessageBatchResultEntry {
    SendMessageBatchResultEntry {
        id: Some(entry.id.clone()),
        message_id: sent.message_id,
        md5_of_message_body: sent.md5_of_message_body,
        md5_of_message_attributes: sent.md5_of_message_attributes,
        md5_of_message_system_attributes: sent.md5_of_message_system_attributes,
        sequence_number: sent.sequence_number,
    }
}
