//! DescribeGlobalTableSettings: the capacity of each replica, which is its region's own, and how it is scaled.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTableSettings.html>

use gen_dynamodb::values::replica_status;
use gen_dynamodb::{
    DescribeGlobalTableSettingsInput, DescribeGlobalTableSettingsOutput,
    ReplicaGlobalSecondaryIndexSettingsDescription, ReplicaSettingsDescription,
};
use kernel::{ApiResult, Cx};

use crate::describe;
use crate::global::{self, members};
use crate::replica::Group;
use crate::scaling::{self, ScalingRow, show};
use crate::table::{Billing, IndexRow, TableRow, Throughput};
use crate::table_name::TableName;
use crate::throttle::Action;

pub(crate) async fn describe_global_table_settings(
    cx: &mut Cx<'_>,
    input: &DescribeGlobalTableSettingsInput,
) -> ApiResult<DescribeGlobalTableSettingsOutput> {
    let name = TableName::parse(&input.global_table_name)?;
    let (_, group) = global::of(cx, &name).await?;
    let settings = replica_settings(cx, &name, &group).await?;
    Ok(DescribeGlobalTableSettingsOutput {
        global_table_name: Some(name.to_string()),
        replica_settings: Some(settings),
    })
}

/// The settings of each replica.
pub(super) async fn replica_settings(
    cx: &mut Cx<'_>,
    name: &TableName,
    group: &Group,
) -> ApiResult<Vec<ReplicaSettingsDescription>> {
    let mut settings = Vec::new();
    for replica in &group.replicas {
        let region = global::region(cx, &replica.region)?;
        let table = members::table_in(cx, name, &region).await?;
        let home = cx.enter_region(region);
        let scaled = scaling::of(cx, table.number).await;
        let shown = scaled.map(|scaled| of(cx, &table, &scaled));
        cx.enter_region(home);
        settings.push(shown?);
    }
    Ok(settings)
}

fn of(cx: &Cx<'_>, table: &TableRow, scaled: &ScalingRow) -> ReplicaSettingsDescription {
    let throughput = match &table.billing {
        Billing::Provisioned(given) => given.clone(),
        Billing::OnDemand { .. } => Throughput::default(),
    };
    let scaling = |action| Some(show::settings(cx, scaled, None, action));
    let indexes: Vec<_> = table.global_indexes().map(|one| index(cx, one, scaled)).collect();
    ReplicaSettingsDescription {
        region_name: Some(cx.region().to_string()),
        replica_status: Some(replica_status::ACTIVE.to_owned()),
        replica_billing_mode_summary: describe::billing(table),
        replica_provisioned_read_capacity_units: Some(throughput.read),
        replica_provisioned_read_capacity_auto_scaling_settings: scaling(Action::Read),
        replica_provisioned_write_capacity_units: Some(throughput.write),
        replica_provisioned_write_capacity_auto_scaling_settings: scaling(Action::Write),
        replica_global_secondary_index_settings: (!indexes.is_empty()).then_some(indexes),
        replica_table_class_summary: describe::class(table),
    }
}

fn index(
    cx: &Cx<'_>,
    index: &IndexRow,
    scaled: &ScalingRow,
) -> ReplicaGlobalSecondaryIndexSettingsDescription {
    let throughput = index.throughput.clone().unwrap_or_default();
    let scaling = |action| Some(show::settings(cx, scaled, Some(&index.name), action));
    ReplicaGlobalSecondaryIndexSettingsDescription {
        index_name: Some(index.name.clone()),
        index_status: Some(index.status.as_str().to_owned()),
        provisioned_read_capacity_units: Some(throughput.read),
        provisioned_read_capacity_auto_scaling_settings: scaling(Action::Read),
        provisioned_write_capacity_units: Some(throughput.write),
        provisioned_write_capacity_auto_scaling_settings: scaling(Action::Write),
    }
}
