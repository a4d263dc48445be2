//! DeleteLogGroup: with its streams, filters and tags. What takes long goes on afterwards.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html>

use gen_logs::{DeleteLogGroupInput, DeleteLogGroupOutput};
use kernel::{ApiResult, Cx};

use crate::tables::{GROUPS, METRIC_FILTERS, SUBSCRIPTIONS, TAGS};
use crate::{errors, group, retention, sweep, tags};

pub(crate) async fn delete_log_group(
    cx: &mut Cx<'_>,
    input: &DeleteLogGroupInput,
) -> ApiResult<DeleteLogGroupOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    if group.protected {
        return Err(errors::group_protected());
    }
    let filters = cx.rows(&METRIC_FILTERS).prefix(&group.name);
    for (key, _) in cx.range(&METRIC_FILTERS, &filters, usize::MAX).await? {
        cx.delete(&METRIC_FILTERS, &key);
    }
    let filters = cx.rows(&SUBSCRIPTIONS).prefix(&group.name);
    for (key, _) in cx.range(&SUBSCRIPTIONS, &filters, usize::MAX).await? {
        cx.delete(&SUBSCRIPTIONS, &key);
    }
    cx.delete(&TAGS, &tags::of_group(&group.name));
    cx.delete(&GROUPS, &group.name);
    retention::unwatch(cx, &group.name).await?;
    sweep::group(cx, group.id).await?;
    Ok(DeleteLogGroupOutput::default())
}
