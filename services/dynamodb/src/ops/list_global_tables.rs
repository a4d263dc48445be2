//! ListGlobalTables: all, or those with a replica in a region.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListGlobalTables.html>

use gen_dynamodb::{GlobalTable, ListGlobalTablesInput, ListGlobalTablesOutput, Replica};
use kernel::{ApiResult, Cx};

use crate::replica::Group;
use crate::table_name::TableName;
use crate::tables::{GLOBAL_TABLES, GROUPS};

/// The longest page, and the global tables looked at at once.
const PAGE: usize = 100;

pub(crate) async fn list_global_tables(
    cx: &mut Cx<'_>,
    input: &ListGlobalTablesInput,
) -> ApiResult<ListGlobalTablesOutput> {
    let limit = input.limit.and_then(|limit| usize::try_from(limit).ok());
    let limit = limit.unwrap_or(PAGE).min(PAGE);
    let mut after = input.exclusive_start_global_table_name.clone().map(TableName);
    let mut found: Vec<GlobalTable> = Vec::new();
    while found.len() <= limit {
        let mut range = cx.rows(&GLOBAL_TABLES);
        if let Some(after) = &after {
            range = range.after(after);
        }
        let rows = cx.range(&GLOBAL_TABLES, &range, PAGE).await?;
        let ended = rows.len() < PAGE;
        after = rows.last().map(|(name, _)| name.clone());
        for (_, row) in rows {
            let Some(group) = cx.get(&GROUPS, &row.group).await? else { continue };
            let region = input.region_name.as_ref();
            if region.is_none_or(|region| group.replicas.iter().any(|r| r.region == *region)) {
                found.push(shown(group));
            }
        }
        if ended {
            break;
        }
    }
    let more = found.len() > limit;
    found.truncate(limit);
    let last = found.last().filter(|_| more).and_then(|last| last.global_table_name.clone());
    Ok(ListGlobalTablesOutput {
        global_tables: Some(found),
        last_evaluated_global_table_name: last,
    })
}

fn shown(group: Group) -> GlobalTable {
    let replicas = group.replicas.into_iter();
    let replicas = replicas.map(|replica| Replica { region_name: Some(replica.region) });
    GlobalTable {
        global_table_name: Some(group.table.to_string()),
        replication_group: Some(replicas.collect()),
    }
}
