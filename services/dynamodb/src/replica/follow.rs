//! Settings that all replicas share: when one region changes them, the others follow.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2globaltables_HowItWorks.html>

use kernel::{ApiResult, Cx, Job, Region};
use serde::{Deserialize, Serialize};

use super::{Replica, State};
use crate::garbage::{self, Garbage};
use crate::settings::Settings;
use crate::table::{self, AttributeType, Billing, IndexRow, TableRow};
use crate::table_name::TableName;
use crate::tables::{GROUPS, OUTBOX, PLACES, TABLES};
use crate::ttl_rules::TtlRow;
use crate::{backfill, global, table_delete, ttl};

/// Follows a setting of another region's replica.
pub(crate) static FOLLOW: Job<(u64, Setting)> = Job::new("dynamodb.replica-follow");
/// Removes the replica of this table in the region where the job runs.
pub(crate) static LEAVE: Job<(TableName, u64)> = Job::new("dynamodb.replica-leave");

/// A setting that replicas share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Setting {
    TimeToLive(TtlRow),
    IndexCreated { index: IndexRow, attributes: Vec<(String, AttributeType)> },
    IndexDeleted { name: String, attributes: Vec<(String, AttributeType)> },
    Capacity { billing: Billing, settings: Box<Settings> },
}

/// Tells the other regions of a setting.
pub(crate) async fn tell(cx: &mut Cx<'_>, table: &TableRow, setting: Setting) -> ApiResult<()> {
    let Some(number) = table.settings.group else { return Ok(()) };
    if global::has(cx, table).await? {
        // Of version 2017.11.29, each region has settings of its own.
        return Ok(());
    }
    let Some(group) = cx.get_shared(&GROUPS, &number).await? else { return Ok(()) };
    let (now, own) = (cx.now(), cx.region().to_string());
    for region in group.others(&own).filter_map(Region::parse) {
        // A key of its own: none takes another's place.
        let key = format!("{number}-{}", cx.next_sequence());
        cx.schedule_in(&region, &FOLLOW, &key, now, &(number, setting.clone())).await?;
    }
    Ok(())
}

/// Follows.
pub(crate) async fn step(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (number, setting) = FOLLOW.payload(raw)?;
    let Some(group) = cx.get_shared(&GROUPS, &number).await? else { return Ok(()) };
    let table = cx.get(&TABLES, &group.table).await?;
    let Some(mut table) = table.filter(|table| table.settings.group == Some(number)) else {
        return Ok(());
    };
    match setting {
        Setting::TimeToLive(row) => {
            table.settings.ttl = row;
            match table.settings.ttl.attribute {
                Some(_) => ttl::start(cx, &table).await?,
                None => ttl::stop(cx, &table).await?,
            }
        }
        Setting::IndexCreated { index, attributes } => {
            if table.index(&index.name).is_some() {
                return Ok(());
            }
            let index = IndexRow { number: cx.next_sequence(), ..index };
            let name = index.name.clone();
            table.attributes = attributes;
            table.indexes.push(index);
            backfill::begin(cx, &mut table, &name).await?;
        }
        Setting::IndexDeleted { name, attributes } => {
            let Some(at) = table.indexes.iter().position(|index| index.name == name) else {
                return Ok(());
            };
            let index = table.indexes.remove(at);
            table.attributes = attributes;
            table_delete::remove_index(cx, &index).await?;
        }
        Setting::Capacity { billing, settings } => {
            table.billing = billing;
            table.settings.maximum = settings.maximum;
            table.settings.warm = settings.warm;
            table.settings.on_demand_since = settings.on_demand_since;
        }
    }
    table::save(cx, &table);
    Ok(())
}

/// Has the replica of a region removed.
pub(crate) async fn leave(
    cx: &mut Cx<'_>,
    region: &Region,
    table: &TableName,
    group: u64,
) -> ApiResult<()> {
    let now = cx.now();
    cx.schedule_in(region, &LEAVE, table.as_str(), now, &(table.clone(), group)).await
}

/// Removes the replica of this region.
pub(crate) async fn left(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (name, group) = LEAVE.payload(raw)?;
    let table = cx.get(&TABLES, &name).await?;
    let Some(mut table) = table.filter(|table| table.settings.group == Some(group)) else {
        return Ok(());
    };
    table_delete::remove(cx, &mut table).await
}

/// A table goes: its region is no longer one of its global table's, and what was sent to it is forgotten.
pub(crate) async fn removed(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    let region = cx.region().to_string();
    cx.delete(&PLACES, &(table.name.clone(), region));
    left_group(cx, table).await
}

/// The region of a table is no longer one of its global table's.
pub(crate) async fn left_group(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<()> {
    let region = cx.region().to_string();
    let Some(number) = table.settings.group else { return Ok(()) };
    if let Some(mut group) = cx.get(&GROUPS, &number).await? {
        group.replicas.retain(|replica| replica.region != region);
        match group.replicas.is_empty() {
            true => {
                cx.delete(&GROUPS, &number);
                global::ended(cx, &table.name, number).await?;
            }
            false => cx.put(&GROUPS, &number, &group),
        }
        if let [last] = group.replicas.as_slice() {
            // It learns that it is the last one once it has taken everything.
            super::tell(cx, number, &last.region).await?;
        }
    }
    garbage::sweep(cx, Garbage::Outbox(number)).await?;
    garbage::sweep(cx, Garbage::Stamps(table.number)).await
}

/// Nothing that was sent to a replica which this region had before waits any more. What is left of it would be taken
/// for the new replica's.
pub(crate) async fn require_cleared(cx: &mut Cx<'_>, region: &Region, group: u64) -> ApiResult<()> {
    let range = cx.rows(&OUTBOX).prefix(&(region.to_string(), group));
    match cx.head(&OUTBOX, &range, 1).await?.is_empty() {
        true => Ok(()),
        false => Err(super::in_use()),
    }
}

/// When the others have all left and everything of theirs has arrived, a table is a plain one again. Whether it is;
/// the caller saves the table then.
pub(crate) async fn part(cx: &mut Cx<'_>, table: &mut TableRow) -> ApiResult<bool> {
    let Some(number) = table.settings.group else { return Ok(false) };
    let Some(group) = cx.get(&GROUPS, &number).await? else { return Ok(false) };
    let region = cx.region().clone();
    let [Replica { region: last, state: State::Active }] = group.replicas.as_slice() else {
        return Ok(false);
    };
    if last != region.as_str() || global::has(cx, table).await? {
        return Ok(false);
    }
    if require_cleared(cx, &region, number).await.is_err() {
        return Ok(false);
    }
    cx.delete(&GROUPS, &number);
    table.settings.group = None;
    garbage::sweep(cx, Garbage::Stamps(table.number)).await?;
    Ok(true)
}

/// What a table's place in its region is kept under.
pub(crate) fn placed(cx: &mut Cx<'_>, table: &TableRow) {
    let place = (table.name.clone(), cx.region().to_string());
    cx.put(&PLACES, &place, &());
}
