//! DescribeGlobalTableSettings: the capacity of each replica, which is its region's own.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_DescribeGlobalTableSettings.html>

use gen_dynamodb::values::replica_status;
use gen_dynamodb::{
    AutoScalingSettingsDescription, DescribeGlobalTableSettingsInput,
    DescribeGlobalTableSettingsOutput, ReplicaGlobalSecondaryIndexSettingsDescription,
    ReplicaSettingsDescription,
};
use kernel::{ApiResult, Cx};

use crate::describe;
use crate::global::{self, members};
use crate::table::{Billing, IndexRow, TableRow, Throughput};
use crate::table_name::TableName;

pub(crate) async fn describe_global_table_settings(
    cx: &mut Cx<'_>,
    input: &DescribeGlobalTableSettingsInput,
) -> ApiResult<DescribeGlobalTableSettingsOutput> {
    let name = TableName::parse(&input.global_table_name)?;
    let (_, group) = global::of(cx, &name).await?;
    let mut settings = Vec::new();
    for replica in group.replicas {
        let region = global::region(cx, &replica.region)?;
        let table = members::table_in(cx, &name, &region).await?;
        settings.push(of(replica.region, &table));
    }
    Ok(DescribeGlobalTableSettingsOutput {
        global_table_name: Some(name.to_string()),
        replica_settings: Some(settings),
    })
}

fn of(region: String, table: &TableRow) -> ReplicaSettingsDescription {
    let throughput = match &table.billing {
        Billing::Provisioned(given) => given.clone(),
        Billing::OnDemand { .. } => Throughput::default(),
    };
    let indexes: Vec<_> = table.global_indexes().map(index).collect();
    ReplicaSettingsDescription {
        region_name: Some(region),
        replica_status: Some(replica_status::ACTIVE.to_owned()),
        replica_billing_mode_summary: describe::billing(table),
        replica_provisioned_read_capacity_units: Some(throughput.read),
        replica_provisioned_read_capacity_auto_scaling_settings: Some(not_scaled()),
        replica_provisioned_write_capacity_units: Some(throughput.write),
        replica_provisioned_write_capacity_auto_scaling_settings: Some(not_scaled()),
        replica_global_secondary_index_settings: (!indexes.is_empty()).then_some(indexes),
        replica_table_class_summary: describe::class(table),
    }
}

fn index(index: &IndexRow) -> ReplicaGlobalSecondaryIndexSettingsDescription {
    let throughput = index.throughput.clone().unwrap_or_default();
    ReplicaGlobalSecondaryIndexSettingsDescription {
        index_name: Some(index.name.clone()),
        index_status: Some(index.status.as_str().to_owned()),
        provisioned_read_capacity_units: Some(throughput.read),
        provisioned_read_capacity_auto_scaling_settings: Some(not_scaled()),
        provisioned_write_capacity_units: Some(throughput.write),
        provisioned_write_capacity_auto_scaling_settings: Some(not_scaled()),
    }
}

/// There is no auto scaling.
fn not_scaled() -> AutoScalingSettingsDescription {
    AutoScalingSettingsDescription {
        auto_scaling_disabled: Some(true),
        ..AutoScalingSettingsDescription::default()
    }
}
