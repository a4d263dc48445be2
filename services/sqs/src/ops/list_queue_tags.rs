//! ListQueueTags: the tags of a queue.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html>

use gen_sqs::{ListQueueTagsInput, ListQueueTagsOutput};
use kernel::{ApiResult, Cx};

use crate::{queue, tags};

pub(super) async fn list_queue_tags(
    cx: &mut Cx<'_>,
    input: &ListQueueTagsInput,
) -> ApiResult<ListQueueTagsOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    let tags = tags::of(cx, &queue.name).await?;
    Ok(ListQueueTagsOutput { tags: Some(tags).filter(|tags| !tags.is_empty()) })
}
