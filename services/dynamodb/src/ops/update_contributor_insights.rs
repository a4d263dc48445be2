//! UpdateContributorInsights: the setting is kept; nothing is measured, since there is no CloudWatch to tell.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContributorInsights.html>

use gen_dynamodb::values::{
    contributor_insights_action as actions, contributor_insights_mode as modes,
    contributor_insights_status as statuses,
};
use gen_dynamodb::{UpdateContributorInsightsInput, UpdateContributorInsightsOutput};
use kernel::{ApiResult, Cx};

use crate::settings::Insights;
use crate::{insights, table};

pub(crate) async fn update_contributor_insights(
    cx: &mut Cx<'_>,
    input: &UpdateContributorInsightsInput,
) -> ApiResult<UpdateContributorInsightsOutput> {
    let mut table = table::of_settings(cx, &input.table_name).await?;
    insights::require_index(&table, input.index_name.as_deref())?;
    let enable = input.contributor_insights_action == actions::ENABLE;
    let mode = input.contributor_insights_mode.as_deref();
    let mode = mode.unwrap_or(modes::ACCESSED_AND_THROTTLED_KEYS);
    let current = insights::of(&table, input.index_name.as_deref());
    let same = match current {
        Some(current) => current.enabled == enable && (!enable || current.mode == mode),
        None => !enable,
    };
    let status = match (same, enable) {
        (true, true) => statuses::ENABLED,
        (true, false) => statuses::DISABLED,
        (false, true) => statuses::ENABLING,
        (false, false) => statuses::DISABLING,
    };
    if !same {
        let kept = current.map(|current| current.mode.clone());
        let row = Insights {
            index: input.index_name.clone(),
            enabled: enable,
            mode: if enable { mode.to_owned() } else { kept.unwrap_or_else(|| mode.to_owned()) },
            changed: cx.now(),
        };
        table.settings.insights.retain(|one| one.index != row.index);
        table.settings.insights.push(row);
        table::save(cx, &table);
    }
    Ok(UpdateContributorInsightsOutput {
        table_name: Some(table.name.to_string()),
        index_name: input.index_name.clone(),
        contributor_insights_status: Some(status.to_owned()),
        contributor_insights_mode: enable.then(|| mode.to_owned()),
    })
}
