//! GetQueueUrl: the URL of a queue by its name.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html>

use gen_sqs::{GetQueueUrlInput, GetQueueUrlOutput};
use kernel::{ApiResult, Cx};

use crate::queue_name::QueueName;
use crate::{errors, queue};

pub(super) async fn get_queue_url(
    cx: &mut Cx<'_>,
    input: &GetQueueUrlInput,
) -> ApiResult<GetQueueUrlOutput> {
    if input.queue_name.is_empty() {
        return Err(errors::missing_parameter("QueueName"));
    }
    let name = QueueName::parse(&input.queue_name).ok_or_else(errors::queue_does_not_exist)?;
    let queue = queue::find_by_name(cx, &name).await?.ok_or_else(errors::queue_does_not_exist)?;
    Ok(GetQueueUrlOutput { queue_url: Some(queue.url(cx)) })
}
