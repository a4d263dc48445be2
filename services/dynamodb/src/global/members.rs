//! The tables of a global table, each in its region: read, bound, and let go. All of it is one transaction over the
//! regions, so that no write falls between the look and the bond.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateGlobalTable.html>

use kernel::{ApiError, ApiResult, Cx, Region};

use super::rules::{self, Candidate};
use crate::replica::{Group, Replica, State, follow};
use crate::table::{self, TableRow, TableStatus};
use crate::table_name::TableName;
use crate::tables::{ITEMS, TABLES};
use crate::{encryption, errors};

/// The table of this name in a region.
pub(crate) async fn table_in(
    cx: &mut Cx<'_>,
    name: &TableName,
    region: &Region,
) -> ApiResult<TableRow> {
    let home = cx.enter_region(region.clone());
    let found = cx.get(&TABLES, name).await;
    cx.enter_region(home);
    let found = found?.filter(|table| table.status != TableStatus::Creating);
    found.ok_or_else(|| errors::no_replica_table(name.as_str(), region.as_str()))
}

/// Binds the tables of `regions` to the others of the group, if they may be; the caller saves the group.
pub(crate) async fn join(
    cx: &mut Cx<'_>,
    number: u64,
    group: &mut Group,
    regions: &[Region],
) -> ApiResult<()> {
    let mut all = Vec::new();
    for replica in &group.replicas {
        let region = super::region(cx, &replica.region)?;
        all.push(candidate(cx, &group.table, &region).await?);
    }
    for region in regions {
        follow::require_cleared(cx, region, number).await?;
        part(cx, &group.table, region).await?;
        let candidate = candidate(cx, &group.table, region).await?;
        rules::check_free(&candidate)?;
        all.push(candidate);
    }
    rules::check(&all)?;
    for region in regions {
        let mut table = table_in(cx, &group.table, region).await?;
        table.settings.group = Some(number);
        let home = cx.enter_region(region.clone());
        table::save(cx, &table);
        cx.enter_region(home);
        group.replicas.push(Replica { region: region.to_string(), state: State::Active });
    }
    Ok(())
}

/// A table whose replicas of version 2019.11.21 have all left is free.
async fn part(cx: &mut Cx<'_>, name: &TableName, region: &Region) -> ApiResult<()> {
    let mut table = table_in(cx, name, region).await?;
    let home = cx.enter_region(region.clone());
    let alone = follow::part(cx, &mut table).await;
    if matches!(alone, Ok(true)) {
        table::save(cx, &table);
    }
    cx.enter_region(home);
    alone.map(drop)
}

async fn candidate(cx: &mut Cx<'_>, name: &TableName, region: &Region) -> ApiResult<Candidate> {
    let table = table_in(cx, name, region).await?;
    let home = cx.enter_region(region.clone());
    let looked = look(cx, table).await;
    cx.enter_region(home);
    let (table, is_empty, has_kms_key) = looked?;
    if has_kms_key {
        return Err(ApiError::not_implemented(
            "dynamodb: keys of KMS for global tables of version 2017.11.29",
        ));
    }
    Ok(Candidate { region: region.to_string(), table, is_empty })
}

async fn look(cx: &mut Cx<'_>, table: TableRow) -> ApiResult<(TableRow, bool, bool)> {
    let range = cx.rows(&ITEMS).prefix(&table.number);
    let is_empty = cx.range(&ITEMS, &range, 1).await?.is_empty();
    let has_kms_key = encryption::has_kms_key(cx, table.number).await?;
    Ok((table, is_empty, has_kms_key))
}

/// Lets the table of a region go, which stays there with its items.
pub(crate) async fn release(cx: &mut Cx<'_>, name: &TableName, region: &Region) -> ApiResult<()> {
    let mut table = table_in(cx, name, region).await?;
    let home = cx.enter_region(region.clone());
    let left = follow::left_group(cx, &table).await;
    table.settings.group = None;
    table::save(cx, &table);
    cx.enter_region(home);
    left
}
