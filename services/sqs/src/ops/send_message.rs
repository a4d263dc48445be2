//! SendMessage: puts one message into a queue.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html>

use gen_sqs::{SendMessageInput, SendMessageOutput};
use kernel::{ApiResult, Cx};

use crate::queue;
use crate::send::{Given, Outgoing, too_long};

pub(super) async fn send_message(
    cx: &mut Cx<'_>,
    input: &SendMessageInput,
) -> ApiResult<SendMessageOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    let given = Given {
        body: &input.message_body,
        delay: input.delay_seconds,
        attributes: input.message_attributes.as_ref(),
        system_attributes: input.message_system_attributes.as_ref(),
        group: input.message_group_id.as_deref(),
        deduplication: input.message_deduplication_id.as_deref(),
    };
    Outgoing::check(given, &queue, too_long)?.send(cx, &queue).await
}
