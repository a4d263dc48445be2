//! UntagLogGroup: the older way to take tags away.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_UntagLogGroup.html>

use gen_logs::{UntagLogGroupInput, UntagLogGroupOutput};
use kernel::{ApiResult, Cx};

use crate::{group, tags};

pub(crate) async fn untag_log_group(
    cx: &mut Cx<'_>,
    input: &UntagLogGroupInput,
) -> ApiResult<UntagLogGroupOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    tags::remove(cx, &tags::of_group(&group.name), &input.tags).await?;
    Ok(UntagLogGroupOutput::default())
}
