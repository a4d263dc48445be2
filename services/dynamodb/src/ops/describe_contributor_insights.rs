//! DescribeContributorInsights.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeContributorInsights.html>

use gen_dynamodb::{DescribeContributorInsightsInput, DescribeContributorInsightsOutput};
use kernel::{ApiResult, Cx};

use crate::{insights, table};

pub(crate) async fn describe_contributor_insights(
    cx: &mut Cx<'_>,
    input: &DescribeContributorInsightsInput,
) -> ApiResult<DescribeContributorInsightsOutput> {
    let table = table::of_settings(cx, &input.table_name).await?;
    insights::require_index(&table, input.index_name.as_deref())?;
    let row = insights::of(&table, input.index_name.as_deref());
    Ok(DescribeContributorInsightsOutput {
        table_name: Some(table.name.to_string()),
        index_name: input.index_name.clone(),
        contributor_insights_status: Some(insights::status(row).to_owned()),
        last_update_date_time: row.map(|row| row.changed),
        contributor_insights_mode: row.map(|row| row.mode.clone()),
        ..DescribeContributorInsightsOutput::default()
    })
}
