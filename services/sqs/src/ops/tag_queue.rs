//! TagQueue: adds tags to a queue; the old value of a key gives way.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_TagQueue.html>

use gen_sqs::{TagQueueInput, TagQueueOutput};
use kernel::{ApiResult, Cx};

use crate::{errors, queue, tags};

pub(super) async fn tag_queue(cx: &mut Cx<'_>, input: &TagQueueInput) -> ApiResult<TagQueueOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    if input.tags.is_empty() {
        return Err(errors::missing_parameter("Tags"));
    }
    tags::add(cx, &queue.name, &input.tags).await?;
    Ok(TagQueueOutput::default())
}
