//! GetQueryResults: the rows of a query that has ended, and how far it is.
//! Ref: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_GetQueryResults.html>

use gen_logs::values::query_language;
use gen_logs::{GetQueryResultsInput, GetQueryResultsOutput};
use kernel::{ApiResult, Cx};

use crate::{page, query};

pub(crate) async fn get_query_results(
    cx: &mut Cx<'_>,
    input: &GetQueryResultsInput,
) -> ApiResult<GetQueryResultsOutput> {
    let stored = query::find(cx, &input.query_id).await?;
    let rows = query::rows(cx, &input.query_id).await?;
    let binding = [input.query_id.as_str()];
    let token = input.next_token.as_deref();
    let start: usize = token.map_or(Ok(0), |token| page::open(cx, &binding, token))?;
    let limit = input.max_items.and_then(|items| usize::try_from(items).ok()).unwrap_or(usize::MAX);
    let (all, end) = (rows.len(), start.saturating_add(limit));
    let next_token = if end < all { Some(page::seal(cx, &binding, &end)?) } else { None };
    let shown = rows.into_iter().skip(start).take(limit);
    let shown = shown.map(|row| row.into_iter().map(query::field).collect());
    Ok(GetQueryResultsOutput {
        query_language: Some(query_language::CWLI.to_owned()),
        results: Some(shown.collect()),
        statistics: Some(stored.statistics(all)),
        status: Some(stored.status.as_str().to_owned()),
        encryption_key: None,
        next_token,
    })
}
