//! UntagQueue: takes tags away from a queue.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_UntagQueue.html>

use gen_sqs::{UntagQueueInput, UntagQueueOutput};
use kernel::{ApiResult, Cx};

use crate::{errors, queue, tags};

pub(super) async fn untag_queue(
    cx: &mut Cx<'_>,
    input: &UntagQueueInput,
) -> ApiResult<UntagQueueOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    if input.tag_keys.is_empty() {
        return Err(errors::missing_parameter("TagKeys"));
    }
    tags::remove(cx, &queue.name, &input.tag_keys).await?;
    Ok(UntagQueueOutput::default())
}
