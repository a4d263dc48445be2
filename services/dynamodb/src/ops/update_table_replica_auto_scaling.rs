//! UpdateTableReplicaAutoScaling: how the capacity of a table's replicas is scaled. Writes are scaled alike everywhere,
//! reads in each region by themselves. A table without replicas is one of its own.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateTableReplicaAutoScaling.html>

use gen_dynamodb::values::table_status;
use gen_dynamodb::{UpdateTableReplicaAutoScalingInput, UpdateTableReplicaAutoScalingOutput};
use kernel::{ApiResult, Cx, Region};

use super::describe_table_replica_auto_scaling::{describe, regions_of};
use crate::global::{self, members};
use crate::scaling::{self, Asked};
use crate::table::{self, TableRow};
use crate::throttle::Action;
use crate::{errors, replica};

pub(crate) async fn update_table_replica_auto_scaling(
    cx: &mut Cx<'_>,
    input: &UpdateTableReplicaAutoScalingInput,
) -> ApiResult<UpdateTableReplicaAutoScalingOutput> {
    let table = table::of_settings(cx, &input.table_name).await?;
    if global::has(cx, &table).await? {
        return Err(errors::validation(format!(
            "Table {} is a replica of a global table of version 2017.11.29: use UpdateGlobalTableSettings instead.",
            table.name
        )));
    }
    let regions = regions_of(cx, &table).await?;
    for update in input.replica_updates.iter().flatten() {
        let region = global::region(cx, &update.region_name)?;
        if !regions.contains(&region) {
            return Err(replica::change::no_member(&region));
        }
    }
    let mut any = false;
    for region in &regions {
        let replica = members::table_in(cx, &table.name, region).await?;
        let asked = asked(input, region, &replica)?;
        any |= !asked.is_empty();
        let home = cx.enter_region(region.clone());
        let set = scaling::set(cx, &replica, &asked).await;
        cx.enter_region(home);
        set?;
    }
    if !any {
        return Err(errors::validation(
            "At least one of ProvisionedWriteCapacityAutoScalingUpdate, GlobalSecondaryIndexUpdates or ReplicaUpdates is \
             required",
        ));
    }
    let mut description = describe(cx, &table).await?;
    description.table_status = Some(table_status::UPDATING.to_owned());
    Ok(UpdateTableReplicaAutoScalingOutput { table_auto_scaling_description: Some(description) })
}

/// What a request says of the replica of a region.
fn asked<'a>(
    input: &'a UpdateTableReplicaAutoScalingInput,
    region: &Region,
    table: &TableRow,
) -> ApiResult<Vec<Asked<'a>>> {
    let mut all = Vec::new();
    let mut add = |index: Option<&'a str>, action, update| {
        if let Some(name) = index.filter(|name| scaling::global_index(table, name).is_none()) {
            return Err(errors::no_index(name, table.name.as_str()));
        }
        all.extend(Some(update).flatten().map(|update| Asked { index, action, update }));
        Ok(())
    };
    add(None, Action::Write, input.provisioned_write_capacity_auto_scaling_update.as_ref())?;
    for index in input.global_secondary_index_updates.iter().flatten() {
        let name = index.index_name.as_deref().unwrap_or_default();
        let update = index.provisioned_write_capacity_auto_scaling_update.as_ref();
        add(Some(name), Action::Write, update)?;
    }
    let updates = input.replica_updates.iter().flatten();
    for update in updates.filter(|update| update.region_name == region.as_str()) {
        let reads = update.replica_provisioned_read_capacity_auto_scaling_update.as_ref();
        add(None, Action::Read, reads)?;
        for index in update.replica_global_secondary_index_updates.iter().flatten() {
            let name = index.index_name.as_deref().unwrap_or_default();
            let update = index.provisioned_read_capacity_auto_scaling_update.as_ref();
            add(Some(name), Action::Read, update)?;
        }
    }
    Ok(all)
}
