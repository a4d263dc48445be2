//! DescribeQueries: those of the last days, the latest first.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeQueries.html>

use std::cmp::Reverse;

use gen_logs::{DescribeQueriesInput, DescribeQueriesOutput};
use kernel::{ApiResult, Cx};

use crate::names::GroupName;
use crate::page::Page;
use crate::tables::QUERIES;

pub(crate) async fn describe_queries(
    cx: &mut Cx<'_>,
    input: &DescribeQueriesInput,
) -> ApiResult<DescribeQueriesOutput> {
    let group = input.log_group_name.as_deref().map(GroupName::of).transpose()?;
    let (status, language) = (input.status.as_deref(), input.query_language.as_deref());
    let named = group.as_ref().map(GroupName::as_str);
    let binding = [named, status, language].map(Option::unwrap_or_default);
    let token = input.next_token.as_deref();
    let page = Page::<(Reverse<i64>, String)>::parse(cx, &binding, input.max_results, token)?;
    let all = cx.rows(&QUERIES);
    let all = cx.range(&QUERIES, &all, usize::MAX).await?.into_iter();
    let wanted = all.filter(|(_, query)| {
        group.as_ref().is_none_or(|group| query.groups.contains(group))
            && status.is_none_or(|status| status == query.status.as_str())
            && language.is_none_or(|language| language == "CWLI")
    });
    let mut rows: Vec<_> =
        wanted.map(|(id, query)| ((Reverse(query.created_at), id), query)).collect();
    rows.sort_by(|(a, _), (b, _)| a.cmp(b));
    rows.retain(|(key, _)| page.after.as_ref().is_none_or(|after| key > after));
    let next_token = page.cut(cx, &binding, &mut rows)?;
    let shown = rows.into_iter().map(|((_, id), query)| query.show(id));
    Ok(DescribeQueriesOutput { queries: Some(shown.collect()), next_token })
}
