//! DeleteMetricFilter.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteMetricFilter.html>

use gen_logs::{DeleteMetricFilterInput, DeleteMetricFilterOutput};
use kernel::{ApiResult, Cx};

use crate::group::Group;
use crate::tables::METRIC_FILTERS;
use crate::{errors, group};

pub(crate) async fn delete_metric_filter(
    cx: &mut Cx<'_>,
    input: &DeleteMetricFilterInput,
) -> ApiResult<DeleteMetricFilterOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let key = (group.name.clone(), input.filter_name.clone());
    if !cx.has(&METRIC_FILTERS, &key).await? {
        return Err(errors::not_found("The specified metric filter does not exist."));
    }
    cx.delete(&METRIC_FILTERS, &key);
    let left = group.metric_filters.saturating_sub(1);
    group::save(cx, &Group { metric_filters: left, ..group.as_ref().clone() });
    Ok(DeleteMetricFilterOutput::default())
}
