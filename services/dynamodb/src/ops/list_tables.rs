//! ListTables.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html>

use gen_dynamodb::{ListTablesInput, ListTablesOutput};
use kernel::{ApiResult, Cx};

use crate::table_name::TableName;
use crate::tables::TABLES;

/// The longest page.
const PAGE: i32 = 100;

pub(crate) async fn list_tables(
    cx: &mut Cx<'_>,
    input: &ListTablesInput,
) -> ApiResult<ListTablesOutput> {
    let limit = usize::try_from(input.limit.unwrap_or(PAGE)).unwrap_or(0);
    let mut range = cx.rows(&TABLES);
    if let Some(start) = &input.exclusive_start_table_name {
        range = range.after(&TableName(start.clone()));
    }
    let mut rows = cx.range(&TABLES, &range, limit + 1).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let names: Vec<String> = rows.into_iter().map(|(name, _)| name.0).collect();
    Ok(ListTablesOutput {
        last_evaluated_table_name: names.last().filter(|_| more).cloned(),
        table_names: Some(names),
    })
}
