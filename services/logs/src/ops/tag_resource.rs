//! TagResource.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagResource.html>

use gen_logs::{TagResourceInput, TagResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tags;

pub(crate) async fn tag_resource(
    cx: &mut Cx<'_>,
    input: &TagResourceInput,
) -> ApiResult<TagResourceOutput> {
    let resource = tags::of_arn(cx, &input.resource_arn).await?;
    tags::add(cx, &resource, &input.tags).await?;
    Ok(TagResourceOutput::default())
}
