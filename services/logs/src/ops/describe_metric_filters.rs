//! DescribeMetricFilters: of a group or of all, by prefix or by the metric that they count.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeMetricFilters.html>

use gen_logs::{DescribeMetricFiltersInput, DescribeMetricFiltersOutput};
use kernel::{ApiResult, Cx};

use crate::metric_filter::MetricFilter;
use crate::names::GroupName;
use crate::page::Page;
use crate::tables::METRIC_FILTERS;
use crate::{errors, group};

type Key = (GroupName, String);

/// Filters that are read at once.
const AT_ONCE: usize = 256;

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
    let page = Page::<Key>::parse(cx, &binding, input.limit, input.next_token.as_deref())?;
    let keep = |name: &str, filter: &MetricFilter| {
        let counts = || {
            filter.transformations.iter().any(|counted| {
                metric == Some(&counted.name) && namespace == Some(&counted.namespace)
            })
        };
        name.starts_with(prefix.unwrap_or_default()) && (metric.is_none() || counts())
    };
    let mut rows = read(cx, group.as_ref(), &page, keep).await?;
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let shown = rows.into_iter().map(|((group, name), filter)| filter.show(group.as_str(), &name));
    Ok(DescribeMetricFiltersOutput { metric_filters: Some(shown.collect()), next_token })
}

async fn read(
    cx: &mut Cx<'_>,
    group: Option<&GroupName>,
    page: &Page<Key>,
    keep: impl Fn(&str, &MetricFilter) -> bool,
) -> ApiResult<Vec<(Key, MetricFilter)>> {
    let mut out = Vec::new();
    let mut last = page.after.clone();
    loop {
        let mut range = cx.rows(&METRIC_FILTERS);
        if let Some(group) = group {
            range = range.prefix(group);
        }
        if let Some(last) = &last {
            range = range.after(last);
        }
        let rows = cx.range(&METRIC_FILTERS, &range, AT_ONCE).await?;
        let more = rows.len() == AT_ONCE;
        last = rows.last().map(|(key, _)| key.clone());
        out.extend(rows.into_iter().filter(|((_, name), filter)| keep(name, filter)));
        if !more || out.len() > page.limit {
            out.truncate(page.limit + 1);
            return Ok(out);
        }
    }
}
