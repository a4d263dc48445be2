//! DescribeMetricFilters: of a group or of all, by prefix or by the metric that they count.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html>

use gen_logs::{DescribeMetricFiltersInput, DescribeMetricFiltersOutput};
use kernel::{ApiResult, Cx};

use crate::metric_filter::MetricFilter;
use crate::names::GroupName;
use crate::page::Page;
use crate::tables::METRIC_FILTERS;
use crate::{errors, group};

/// Where a page ends: by the filters' names, then by the groups'.
type Place = (String, GroupName);

pub(crate) async fn describe_metric_filters(
    cx: &mut Cx<'_>,
    input: &DescribeMetricFiltersInput,
) -> ApiResult<DescribeMetricFiltersOutput> {
    let (metric, namespace) = (input.metric_name.as_deref(), input.metric_namespace.as_deref());
    if metric.is_some() != namespace.is_some() {
        return Err(errors::invalid("Both metricName and metricNamespace must be specified."));
    }
    let group = match &input.log_group_name {
        Some(name) => Some(group::named(cx, name).await?.name.clone()),
        None => None,
    };
    let prefix = input.filter_name_prefix.as_deref();
    let named = group.as_ref().map(GroupName::as_str);
    let binding = [named, prefix, metric, namespace].map(Option::unwrap_or_default);
    let page = Page::<Place>::parse(cx, &binding, input.limit, input.next_token.as_deref())?;
    let keep = |name: &str, filter: &MetricFilter| {
        let counts = || {
            filter.transformations.iter().any(|counted| {
                metric == Some(&counted.name) && namespace == Some(&counted.namespace)
            })
        };
        name.starts_with(prefix.unwrap_or_default()) && (metric.is_none() || counts())
    };
    let mut range = cx.rows(&METRIC_FILTERS);
    if let Some(group) = &group {
        range = range.prefix(group);
    }
    let all = cx.range(&METRIC_FILTERS, &range, usize::MAX).await?.into_iter();
    let wanted = all.filter(|((_, name), filter)| keep(name, filter));
    let mut rows: Vec<(Place, MetricFilter)> =
        wanted.map(|((group, name), filter)| ((name, group), filter)).collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.retain(|(place, _)| page.after.as_ref().is_none_or(|after| place > after));
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let shown = rows.into_iter().map(|((name, group), filter)| filter.show(group.as_str(), &name));
    Ok(DescribeMetricFiltersOutput { metric_filters: Some(shown.collect()), next_token })
}
