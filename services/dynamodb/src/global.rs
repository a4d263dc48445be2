//! Global tables of version 2017.11.29: tables of one name that were made in several regions, empty and alike, and that
//! a name binds together. What their replicas write goes the way of all replicas ([`crate::replica`]); their settings
//! are each region's own.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/globaltables.V1.html>

pub(crate) mod members;
mod rules;
pub(crate) mod settings;

use gen_dynamodb::{GlobalTableDescription, ReplicaDescription};
use kernel::{ApiResult, Cx, Region, Timestamp};
use serde::{Deserialize, Serialize};

use crate::errors;
use crate::replica::Group;
use crate::table::TableRow;
use crate::table_name::TableName;
use crate::tables::{GLOBAL_TABLES, GROUPS};

/// A global table of this version, by its name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct GlobalRow {
    /// The number of its group.
    pub(crate) group: u64,
    pub(crate) created: Timestamp,
}

/// The global table that a call names.
pub(crate) async fn of(cx: &mut Cx<'_>, name: &TableName) -> ApiResult<(GlobalRow, Group)> {
    if let Some(row) = cx.get(&GLOBAL_TABLES, name).await?
        && let Some(group) = cx.get(&GROUPS, &row.group).await?
    {
        return Ok((row, group));
    }
    Err(errors::no_global_table(name.as_str()))
}

/// Whether a table is a replica of one.
pub(crate) async fn has(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<bool> {
    let Some(number) = table.settings.group else { return Ok(false) };
    let row = cx.get_shared(&GLOBAL_TABLES, &table.name).await?;
    Ok(row.is_some_and(|row| row.group == number))
}

/// The last replica has gone, and with it what bound them.
pub(crate) async fn ended(cx: &mut Cx<'_>, name: &TableName, group: u64) -> ApiResult<()> {
    if cx.get(&GLOBAL_TABLES, name).await?.is_some_and(|row| row.group == group) {
        cx.delete(&GLOBAL_TABLES, name);
    }
    Ok(())
}

/// The region of this name, in the caller's partition.
pub(crate) fn region(cx: &Cx<'_>, name: &str) -> ApiResult<Region> {
    let region = Region::parse(name).filter(|region| region.partition() == cx.partition());
    region.ok_or_else(|| errors::validation(format!("Region {name} is not supported.")))
}

/// `GlobalTableDescription`.
pub(crate) fn describe(
    cx: &Cx<'_>,
    row: &GlobalRow,
    group: &Group,
    status: &str,
) -> GlobalTableDescription {
    let (partition, account, name) = (cx.partition(), cx.account(), &group.table);
    let replicas = group.replicas.iter().map(|replica| ReplicaDescription {
        region_name: Some(replica.region.clone()),
        ..ReplicaDescription::default()
    });
    GlobalTableDescription {
        replication_group: Some(replicas.collect()),
        global_table_arn: Some(format!("arn:{partition}:dynamodb::{account}:global-table/{name}")),
        creation_date_time: Some(row.created),
        global_table_status: Some(status.to_owned()),
        global_table_name: Some(name.to_string()),
    }
}
