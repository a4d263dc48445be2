//! DescribeSubscriptionFilters: those of a group, by name.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeSubscriptionFilters.html>

use gen_logs::{DescribeSubscriptionFiltersInput, DescribeSubscriptionFiltersOutput};
use kernel::{ApiResult, Cx};

use crate::group;
use crate::names::GroupName;
use crate::page::Page;
use crate::tables::SUBSCRIPTIONS;

pub(crate) async fn describe_subscription_filters(
    cx: &mut Cx<'_>,
    input: &DescribeSubscriptionFiltersInput,
) -> ApiResult<DescribeSubscriptionFiltersOutput> {
    let group = group::named(cx, &input.log_group_name).await?;
    let prefix = input.filter_name_prefix.as_deref().unwrap_or_default();
    let binding = [group.name.as_str(), prefix];
    let token = input.next_token.as_deref();
    let page = Page::<(GroupName, String)>::parse(cx, &binding, input.limit, token)?;
    let mut range = cx.rows(&SUBSCRIPTIONS).prefix(&group.name).starting_with(prefix);
    if let Some(after) = &page.after {
        range = range.after(after);
    }
    let mut rows = cx.range(&SUBSCRIPTIONS, &range, page.limit + 1).await?;
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let shown = rows.into_iter().map(|((group, name), row)| row.show(group.as_str(), &name));
    Ok(DescribeSubscriptionFiltersOutput {
        subscription_filters: Some(shown.collect()),
        next_token,
    })
}
