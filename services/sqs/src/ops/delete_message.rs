//! DeleteMessage: a received message is done with. Deleting it again is fine.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html>

use gen_sqs::{DeleteMessageInput, DeleteMessageOutput};
use kernel::{ApiResult, Cx};

use crate::{messages, queue};

pub(super) async fn delete_message(
    cx: &mut Cx<'_>,
    input: &DeleteMessageInput,
) -> ApiResult<DeleteMessageOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    messages::delete(cx, &queue, &input.receipt_handle).await?;
    Ok(DeleteMessageOutput::default())
}
