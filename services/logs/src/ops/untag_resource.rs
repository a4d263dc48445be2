//! UntagResource.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagResource.html>

use gen_logs::{UntagResourceInput, UntagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tags;

pub(crate) async fn untag_resource(
    cx: &mut Cx<'_>,
    input: &UntagResourceInput,
) -> ApiResult<UntagResourceOutput> {
    let resource = tags::of_arn(cx, &input.resource_arn).await?;
    tags::remove(cx, &resource, &input.tag_keys).await?;
    Ok(UntagResourceOutput::default())
}
