//! ListTagsLogGroup: the older way to list tags.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsLogGroup.html>

use gen_logs::{ListTagsLogGroupInput, ListTagsLogGroupOutput};
use kernel::{ApiResult, Cx};

use crate::{group, tags};

pub(crate) async fn list_tags_log_group(
    cx: &mut Cx<'_>,
    input: &ListTagsLogGroupInput,
) -> ApiResult<ListTagsLogGroupOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let tags = tags::of(cx, &tags::of_group(&group.name)).await?;
    Ok(ListTagsLogGroupOutput { tags: Some(tags) })
}
