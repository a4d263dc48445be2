//! ChangeMessageVisibility: a received message becomes visible sooner or later than it would have.
//! Ref: <https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html>

use gen_sqs::{ChangeMessageVisibilityInput, ChangeMessageVisibilityOutput};
use kernel::{ApiResult, Cx};

use crate::{messages, parameters, queue};

pub(super) async fn change_message_visibility(
    cx: &mut Cx<'_>,
    input: &ChangeMessageVisibilityInput,
) -> ApiResult<ChangeMessageVisibilityOutput> {
    let queue = queue::find(cx, &input.queue_url).await?;
    let timeout = parameters::visibility_timeout(input.visibility_timeout)?;
    messages::change_visibility(cx, &queue, &input.receipt_handle, timeout).await?;
    Ok(ChangeMessageVisibilityOutput::default())
}
