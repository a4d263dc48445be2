//! ListContributorInsights: the tables and indexes for which they are on.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListContributorInsights.html>

use gen_dynamodb::{
    ContributorInsightsSummary, ListContributorInsightsInput, ListContributorInsightsOutput,
};
use kernel::{ApiResult, Cx};

use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::TABLES;
use crate::{errors, insights, table};

/// Tables looked at for a page.
const PAGE: usize = 100;

pub(crate) async fn list_contributor_insights(
    cx: &mut Cx<'_>,
    input: &ListContributorInsightsInput,
) -> ApiResult<ListContributorInsightsOutput> {
    if let Some(name) = &input.table_name {
        let table = table::of_settings(cx, name).await?;
        let summaries = summaries(&table);
        return Ok(ListContributorInsightsOutput {
            contributor_insights_summaries: Some(summaries),
            next_token: None,
        });
    }
    let limit = input.max_results.and_then(|most| usize::try_from(most).ok());
    let limit = limit.filter(|most| *most > 0).unwrap_or(PAGE).min(PAGE);
    let mut range = cx.rows(&TABLES);
    if let Some(token) = &input.next_token {
        let position = cx.page_token().open(&[], token).ok();
        let position = position.and_then(|bytes| String::from_utf8(bytes).ok());
        let after = position.ok_or_else(|| errors::validation("Invalid NextToken"))?;
        range = range.after(&TableName(after));
    }
    let rows = cx.range(&TABLES, &range, limit + 1).await?;
    let more = rows.len() > limit;
    let last = rows.get(limit.saturating_sub(1)).filter(|_| more).map(|(name, _)| name.clone());
    let all = rows.iter().take(limit).flat_map(|(_, table)| summaries(table)).collect();
    Ok(ListContributorInsightsOutput {
        contributor_insights_summaries: Some(all),
        next_token: last.map(|name| cx.page_token().seal(&[], name.as_str().as_bytes())),
    })
}

/// The table before its indexes.
fn summaries(table: &TableRow) -> Vec<ContributorInsightsSummary> {
    let mut rows: Vec<_> = table.settings.insights.iter().filter(|row| row.enabled).collect();
    rows.sort_by(|a, b| a.index.cmp(&b.index));
    rows.into_iter()
        .map(|row| ContributorInsightsSummary {
            table_name: Some(table.name.to_string()),
            index_name: row.index.clone(),
            contributor_insights_status: Some(insights::status(Some(row)).to_owned()),
            contributor_insights_mode: Some(row.mode.clone()),
        })
        .collect()
}
