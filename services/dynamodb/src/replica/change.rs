//! Replicas come and go: by UpdateTable in any region that has one, one at a time.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ReplicationGroupUpdate.html>

use gen_dynamodb::ReplicationGroupUpdate;
use kernel::{ApiError, ApiResult, Cx, Region};

use super::seed::{self, Arrival};
use super::{Group, Replica, State, in_use, keys};
use crate::replica::follow;
use crate::streams::registry;
use crate::table::{self, StreamView, TableRow};
use crate::tables::{GROUPS, PLACES};
use crate::{bulk, encryption, errors, global, scaling};

/// Adds or removes the replica that a request names. The caller saves the table.
pub(crate) async fn apply(
    cx: &mut Cx<'_>,
    table: &mut TableRow,
    updates: &[ReplicationGroupUpdate],
) -> ApiResult<()> {
    if global::has(cx, table).await? {
        return Err(errors::validation(format!(
            "Table {} is a replica of a global table of version 2017.11.29: use UpdateGlobalTable instead.",
            table.name
        )));
    }
    if updates.iter().any(|update| update.disassociate.is_some()) {
        return Err(not_there());
    }
    if !updates.is_empty() && updates.iter().all(|update| update.update.is_some()) {
        let updates = updates.iter().filter_map(|update| update.update.as_ref());
        return keys::apply(cx, table, updates).await;
    }
    let [one] = updates else {
        return Err(errors::validation(
            "Update table operation with more than one create or delete replica actions not allowed",
        ));
    };
    match (&one.create, &one.delete) {
        (Some(create), None) => {
            let special = create.provisioned_throughput_override.is_some()
                || create.on_demand_throughput_override.is_some()
                || create.global_secondary_indexes.is_some()
                || create.table_class_override.is_some();
            if special {
                return Err(not_there());
            }
            let region = elsewhere(cx, &create.region_name)?;
            add(cx, table, region, create.kms_master_key_id.as_deref()).await
        }
        (None, Some(delete)) => {
            let region = elsewhere(cx, &delete.region_name)?;
            remove(cx, table, region).await
        }
        (None, None) => Err(errors::validation(
            "There are no actions specified in the Replica Update Action of the request.",
        )),
        (Some(_), Some(_)) => Err(errors::validation(
            "Update table operation with more than one type of replica actions not allowed.",
        )),
    }
}

/// Throughput, indexes or a class that one replica has for itself.
pub(super) fn not_there() -> ApiError {
    ApiError::not_implemented("dynamodb: settings of single replicas")
}

/// Another region than this.
fn elsewhere(cx: &Cx<'_>, name: &str) -> ApiResult<Region> {
    let region = global::region(cx, name)?;
    if region == *cx.region() {
        return Err(errors::validation(
            "Cannot add or delete the local region through ReplicaUpdates. Use CreateTable or DeleteTable instead.",
        ));
    }
    Ok(region)
}

async fn add(
    cx: &mut Cx<'_>,
    table: &mut TableRow,
    region: Region,
    key: Option<&str>,
) -> ApiResult<()> {
    if bulk::is_active(cx, table).await? {
        return Err(errors::in_use(format!(
            "A bulk operation puts items into the table: {}",
            table.name
        )));
    }
    let place = (table.name.clone(), region.to_string());
    if cx.has(&PLACES, &place).await? {
        return Err(errors::validation(format!(
            "Failed to create a the new replica of table with name: ‘{}’ because one or more replicas already existed as \
             tables.",
            table.name
        )));
    }
    if !table.is_on_demand() && !scaling::scales_writes(cx, table).await? {
        return Err(errors::validation(
            "Table write capacity should either be Pay-Per-Request or AutoScaled.",
        ));
    }
    if !table.stream.as_ref().is_some_and(|stream| stream.enabled) {
        registry::open(cx, table, StreamView::NewAndOldImages).await?;
    }
    let own = Replica { region: cx.region().to_string(), state: State::Active };
    let number = table.settings.group.unwrap_or_else(|| cx.next_sequence());
    let known = cx.get(&GROUPS, &number).await?;
    let mut group =
        known.unwrap_or_else(|| Group { table: table.name.clone(), replicas: vec![own] });
    if group.replicas.iter().any(|replica| replica.state != State::Active) {
        return Err(in_use());
    }
    follow::require_cleared(cx, &region, number).await?;
    group.replicas.push(Replica { region: region.to_string(), state: State::Creating });
    cx.put(&GROUPS, &number, &group);
    cx.put(&PLACES, &place, &());
    table.settings.group = Some(number);
    table::save(cx, table);
    let new = encryption::replicas::prepare(cx, table, &region, key).await?;
    scale_alike(cx, table, &region, new).await?;
    let arrival = Arrival { group: number, table: TableRow { number: new, ..table.clone() } };
    seed::begin(cx, &region, &arrival, table.number).await
}

/// A new replica is scaled as its table is, in minimum, maximum and policy.
async fn scale_alike(
    cx: &mut Cx<'_>,
    table: &TableRow,
    region: &Region,
    number: u64,
) -> ApiResult<()> {
    let row = scaling::of(cx, table.number).await?;
    let home = cx.enter_region(region.clone());
    let kept = scaling::keep(cx, &TableRow { number, ..table.clone() }, &row).await;
    cx.enter_region(home);
    kept
}

/// A region that has no replica.
pub(crate) fn no_member(region: &Region) -> ApiError {
    errors::validation(format!(
        "Update global table operation failed because one or more replicas were not part of the global table. Please \
         retry the request without these replicas: [{region}]."
    ))
}

async fn remove(cx: &mut Cx<'_>, table: &mut TableRow, region: Region) -> ApiResult<()> {
    let number = table.settings.group;
    let group = match number {
        Some(number) => cx.get(&GROUPS, &number).await?,
        None => None,
    };
    let member = |group: &Group| group.replicas.iter().any(|r| r.region == region.as_str());
    let (Some(number), Some(mut group)) = (number, group.filter(member)) else {
        return Err(no_member(&region));
    };
    if group.replicas.iter().any(|replica| replica.state != State::Active) {
        return Err(in_use());
    }
    group.replicas.retain(|replica| replica.region != region.as_str());
    cx.put(&GROUPS, &number, &group);
    follow::leave(cx, &region, &group.table, number).await
}
