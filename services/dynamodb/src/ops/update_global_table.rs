//! UpdateGlobalTable: replicas come and go. One that goes stays as a table of its own; with the last goes the global
//! table.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateGlobalTable.html>

use gen_dynamodb::values::global_table_status;
use gen_dynamodb::{ReplicaUpdate, UpdateGlobalTableInput, UpdateGlobalTableOutput};
use kernel::{ApiResult, Cx, Region};

use crate::errors;
use crate::global::{self, members};
use crate::replica::Group;
use crate::table_name::TableName;
use crate::tables::{GLOBAL_TABLES, GROUPS};

pub(crate) async fn update_global_table(
    cx: &mut Cx<'_>,
    input: &UpdateGlobalTableInput,
) -> ApiResult<UpdateGlobalTableOutput> {
    let name = TableName::parse(&input.global_table_name)?;
    let changes = changes(cx, &input.replica_updates)?;
    let (row, mut group) = global::of(cx, &name).await?;
    check(&group, &changes)?;
    let Changes { come, go } = changes;
    for region in &go {
        members::release(cx, &name, region).await?;
        group.replicas.retain(|replica| replica.region != region.as_str());
    }
    if !come.is_empty() {
        members::join(cx, row.group, &mut group, &come).await?;
    }
    match group.replicas.is_empty() {
        true => {
            cx.delete(&GROUPS, &row.group);
            global::ended(cx, &name, row.group).await?;
        }
        // When the only replica was exchanged, its leaving took both rows along.
        false => {
            cx.put(&GROUPS, &row.group, &group);
            cx.put(&GLOBAL_TABLES, &name, &row);
        }
    }
    let description = global::describe(cx, &row, &group, global_table_status::UPDATING);
    Ok(UpdateGlobalTableOutput { global_table_description: Some(description) })
}

/// What a request asks for.
struct Changes {
    come: Vec<Region>,
    go: Vec<Region>,
}

fn changes(cx: &Cx<'_>, updates: &[ReplicaUpdate]) -> ApiResult<Changes> {
    let mut changes = Changes { come: Vec::new(), go: Vec::new() };
    for update in updates {
        let (name, list) = match (&update.create, &update.delete) {
            (Some(create), None) => (&create.region_name, &mut changes.come),
            (None, Some(delete)) => (&delete.region_name, &mut changes.go),
            _ => {
                return Err(errors::validation(
                    "Each of the ReplicaUpdates must have either Create or Delete.",
                ));
            }
        };
        list.push(global::region(cx, name)?);
    }
    let mut named: Vec<&Region> = changes.come.iter().chain(&changes.go).collect();
    named.sort_unstable_by_key(|region| region.as_str());
    if named.is_empty() {
        return Err(errors::validation("ReplicaUpdates must name at least one replica."));
    }
    match named.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => {
            Err(errors::validation(format!("Region {} is given more than once.", pair[0])))
        }
        None => Ok(changes),
    }
}

fn check(group: &Group, changes: &Changes) -> ApiResult<()> {
    let member = |region: &&Region| group.replicas.iter().any(|r| r.region == region.as_str());
    let name = group.table.as_str();
    if let Some(region) = changes.come.iter().find(member) {
        return Err(errors::replica_exists(name, region.as_str()));
    }
    match changes.go.iter().find(|region| !member(region)) {
        Some(region) => Err(errors::no_replica(name, region.as_str())),
        None => Ok(()),
    }
}
