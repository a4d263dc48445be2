//! Auto scaling: capacity follows the load by the clock.

use gen_dynamodb as wire;
use gen_dynamodb::operations as ops;

use crate::tables_common::{Cloud, cloud, definition, hash};

fn settings(disable_scale_in: bool) -> wire::AutoScalingSettingsUpdate {
    let config = wire::AutoScalingTargetTrackingScalingPolicyConfigurationUpdate {
        target_value: 70.0,
        disable_scale_in: Some(disable_scale_in),
        ..wire::AutoScalingTargetTrackingScalingPolicyConfigurationUpdate::default()
    };
    wire::AutoScalingSettingsUpdate {
        minimum_units: Some(5),
        maximum_units: Some(50),
        scaling_policy_update: Some(wire::AutoScalingPolicyUpdate {
            policy_name: None,
            target_tracking_scaling_policy_configuration: config,
        }),
        ..wire::AutoScalingSettingsUpdate::default()
    }
}

/// Writes of the table, which may shrink, and of its index, which may not, are scaled.
async fn scaled_table() -> Cloud {
    let cloud = cloud().await;
    let units = wire::ProvisionedThroughput { read_capacity_units: 5, write_capacity_units: 5 };
    let index = wire::GlobalSecondaryIndex {
        index_name: "by-g".to_owned(),
        key_schema: vec![hash("g")],
        projection: wire::Projection {
            projection_type: Some("KEYS_ONLY".to_owned()),
            ..wire::Projection::default()
        },
        provisioned_throughput: Some(units.clone()),
        ..wire::GlobalSecondaryIndex::default()
    };
    let input = wire::CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![definition("id"), definition("g")]),
        key_schema: Some(vec![hash("id")]),
        global_secondary_indexes: Some(vec![index]),
        provisioned_throughput: Some(units),
        ..wire::CreateTableInput::default()
    };
    cloud.call::<ops::CreateTable>(input).await.expect("created");
    let of_index = wire::GlobalSecondaryIndexAutoScalingUpdate {
        index_name: Some("by-g".to_owned()),
        provisioned_write_capacity_auto_scaling_update: Some(settings(true)),
    };
    let input = wire::UpdateTableReplicaAutoScalingInput {
        table_name: "things".to_owned(),
        provisioned_write_capacity_auto_scaling_update: Some(settings(false)),
        global_secondary_index_updates: Some(vec![of_index]),
        replica_updates: None,
    };
    cloud.call::<ops::UpdateTableReplicaAutoScaling>(input).await.expect("scaled");
    cloud
}

/// The write capacity of the table, of its index, and the table's decreases of the day.
async fn writes(cloud: &Cloud) -> (Option<i64>, Option<i64>, Option<i64>) {
    let table = cloud.describe("things").await.expect("there");
    let units = table.provisioned_throughput.expect("provisioned");
    assert_eq!(units.read_capacity_units, Some(5), "nobody scales reads");
    let index = table.global_secondary_indexes.expect("an index").remove(0);
    let of_index = index.provisioned_throughput.expect("provisioned");
    (units.write_capacity_units, of_index.write_capacity_units, units.number_of_decreases_today)
}

/// A minute with so many new items: each takes a unit of the table and one of the index.
async fn minute(cloud: &Cloud, at: &mut usize, items: usize) {
    for _ in 0..items {
        cloud.put("things", &format!("i{at}"), "value").await;
        *at += 1;
    }
    cloud.pass(60).await;
}

#[tokio::test]
async fn capacity_follows_the_load() {
    let cloud = scaled_table().await;
    let at = &mut 0;
    minute(&cloud, at, 600).await;
    assert_eq!(writes(&cloud).await, (Some(5), Some(5), Some(0)), "one minute is not enough");
    minute(&cloud, at, 600).await;
    // Ten units a second are 70 percent of 15.
    assert_eq!(writes(&cloud).await, (Some(15), Some(15), Some(0)));
    minute(&cloud, at, 6_000).await;
    minute(&cloud, at, 6_000).await;
    assert_eq!(writes(&cloud).await, (Some(50), Some(50), Some(0)), "the maximum");
    for _ in 0..14 {
        minute(&cloud, at, 60).await;
    }
    assert_eq!(writes(&cloud).await, (Some(50), Some(50), Some(0)));
    minute(&cloud, at, 60).await;
    assert_eq!(writes(&cloud).await, (Some(5), Some(50), Some(1)), "the index may not shrink");
    for _ in 0..20 {
        minute(&cloud, at, 0).await;
    }
    assert_eq!(writes(&cloud).await, (Some(5), Some(50), Some(1)));
}

#[tokio::test]
async fn replicas_are_scaled_alike() {
    let home = scaled_table().await;
    crate::tables_replicas::add_replica(&home, "eu-west-1").await;
    home.settle().await;
    let west = home.in_region("eu-west-1");
    let at = &mut 0;
    for _ in 0..3 {
        minute(&home, at, 600).await;
    }
    assert_eq!(writes(&home).await, (Some(15), Some(15), Some(0)));
    assert_eq!(writes(&west).await, (Some(15), Some(15), Some(0)), "replicated writes count");
}
