//! TagLogGroup: the older way to tag.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_TagLogGroup.html>

use gen_logs::{TagLogGroupInput, TagLogGroupOutput};
use kernel::{ApiResult, Cx};

use crate::{group, tags};

pub(crate) async fn tag_log_group(
    cx: &mut Cx<'_>,
    input: &TagLogGroupInput,
) -> ApiResult<TagLogGroupOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    tags::add(cx, &tags::of_group(&group.name), &input.tags).await?;
    Ok(TagLogGroupOutput::default())
}
