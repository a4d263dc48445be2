//! DescribeTableReplicaAutoScaling. A table without replicas is described as one of its own.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeTableReplicaAutoScaling.html>

use gen_dynamodb::values::replica_status;
use gen_dynamodb::{
    DescribeTableReplicaAutoScalingInput, DescribeTableReplicaAutoScalingOutput,
    ReplicaAutoScalingDescription, ReplicaGlobalSecondaryIndexAutoScalingDescription,
    TableAutoScalingDescription,
};
use kernel::{ApiResult, Cx, Region};

use crate::global::members;
use crate::replica;
use crate::scaling::{self, show};
use crate::table::{self, TableRow};
use crate::throttle::Action;

pub(crate) async fn describe_table_replica_auto_scaling(
    cx: &mut Cx<'_>,
    input: &DescribeTableReplicaAutoScalingInput,
) -> ApiResult<DescribeTableReplicaAutoScalingOutput> {
    let table = table::of_settings(cx, &input.table_name).await?;
    let description = describe(cx, &table).await?;
    Ok(DescribeTableReplicaAutoScalingOutput { table_auto_scaling_description: Some(description) })
}

/// The regions of a table's replicas that are there.
pub(super) async fn regions_of(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<Vec<Region>> {
    let group = replica::shared(cx, table).await?;
    Ok(group.map_or_else(|| vec![cx.region().clone()], |group| replica::keys::regions(&group)))
}

/// How the replicas of a table are scaled.
pub(super) async fn describe(
    cx: &mut Cx<'_>,
    table: &TableRow,
) -> ApiResult<TableAutoScalingDescription> {
    let mut replicas = Vec::new();
    for region in regions_of(cx, table).await? {
        let replica = members::table_in(cx, &table.name, &region).await?;
        let home = cx.enter_region(region);
        let shown = one(cx, &replica).await;
        cx.enter_region(home);
        replicas.push(shown?);
    }
    Ok(TableAutoScalingDescription {
        table_name: Some(table.name.to_string()),
        table_status: Some(table.status.as_str().to_owned()),
        replicas: Some(replicas),
    })
}

async fn one(cx: &mut Cx<'_>, table: &TableRow) -> ApiResult<ReplicaAutoScalingDescription> {
    let row = scaling::of(cx, table.number).await?;
    let settings = |index: Option<&str>, action| Some(show::settings(cx, &row, index, action));
    let indexes = table.global_indexes().map(|index| {
        let name = Some(index.name.as_str());
        ReplicaGlobalSecondaryIndexAutoScalingDescription {
            index_name: Some(index.name.clone()),
            index_status: Some(index.status.as_str().to_owned()),
            provisioned_read_capacity_auto_scaling_settings: settings(name, Action::Read),
            provisioned_write_capacity_auto_scaling_settings: settings(name, Action::Write),
        }
    });
    Ok(ReplicaAutoScalingDescription {
        region_name: Some(cx.region().to_string()),
        global_secondary_indexes: Some(indexes.collect()),
        replica_provisioned_read_capacity_auto_scaling_settings: settings(None, Action::Read),
        replica_provisioned_write_capacity_auto_scaling_settings: settings(None, Action::Write),
        replica_status: Some(replica_status::ACTIVE.to_owned()),
    })
}
