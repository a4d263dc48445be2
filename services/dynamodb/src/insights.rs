//! Contributor insights: a setting of a table and of each of its global indexes.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/contributorinsights.html>

use gen_dynamodb::values::contributor_insights_status as statuses;
use kernel::ApiResult;

use crate::errors;
use crate::settings::Insights;
use crate::table::TableRow;

/// The setting of the table, or of the index of this name.
pub(crate) fn of<'t>(table: &'t TableRow, index: Option<&str>) -> Option<&'t Insights> {
    table.settings.insights.iter().find(|row| row.index.as_deref() == index)
}

pub(crate) fn status(row: Option<&Insights>) -> &'static str {
    if row.is_some_and(|row| row.enabled) { statuses::ENABLED } else { statuses::DISABLED }
}

/// The index that a request names is a global one of the table.
pub(crate) fn require_index(table: &TableRow, index: Option<&str>) -> ApiResult<()> {
    match index {
        Some(name) if !table.global_indexes().any(|index| index.name == name) => {
            Err(errors::not_found(format!("Index: {name} not found for table: {}", table.name)))
        }
        _ => Ok(()),
    }
}
