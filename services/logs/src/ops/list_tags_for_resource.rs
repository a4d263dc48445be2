//! ListTagsForResource.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html>

use gen_logs::{ListTagsForResourceInput, ListTagsForResourceOutput};
use kernel::{ApiResult, Cx};

use crate::tags;

pub(crate) async fn list_tags_for_resource(
    cx: &mut Cx<'_>,
    input: &ListTagsForResourceInput,
) -> ApiResult<ListTagsForResourceOutput> {
    let resource = tags::of_arn(cx, &input.resource_arn).await?;
    Ok(ListTagsForResourceOutput { tags: Some(tags::of(cx, &resource).await?) })
}
