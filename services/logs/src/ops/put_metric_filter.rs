//! PutMetricFilter: kept, and counting nothing, since there are no metrics.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html>

use gen_logs::{PutMetricFilterInput, PutMetricFilterOutput};
use kernel::{ApiResult, Cx};

use crate::group::Group;
use crate::metric_filter::{MetricFilter, Transformation};
use crate::pattern::Pattern;
use crate::tables::METRIC_FILTERS;
use crate::{errors, group, limits};

pub(crate) async fn put_metric_filter(
    cx: &mut Cx<'_>,
    input: &PutMetricFilterInput,
) -> ApiResult<PutMetricFilterOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    group.require_standard("PutMetricFilter")?;
    Pattern::parse(&input.filter_pattern).map_err(|error| errors::pattern(&error))?;
    let key = (group.name.clone(), input.filter_name.clone());
    if !cx.has(&METRIC_FILTERS, &key).await? {
        if group.metric_filters as usize >= limits::MAX_METRIC_FILTERS {
            return Err(errors::limit_exceeded());
        }
        let more = group.metric_filters + 1;
        group::save(cx, &Group { metric_filters: more, ..group.as_ref().clone() });
    }
    let filter = MetricFilter {
        pattern: input.filter_pattern.clone(),
        transformations: input.metric_transformations.iter().map(Transformation::from).collect(),
        on_transformed: input.apply_on_transformed_logs.unwrap_or(false),
        criteria: input.field_selection_criteria.clone(),
        system_fields: input.emit_system_field_dimensions.clone().unwrap_or_default(),
        created_at: cx.now().as_millis(),
    };
    cx.put(&METRIC_FILTERS, &key, &filter);
    Ok(PutMetricFilterOutput::default())
}
