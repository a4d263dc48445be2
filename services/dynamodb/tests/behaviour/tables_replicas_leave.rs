//! Replicas that leave: nothing that was on its way to them comes back, and the last table is a plain one again.

use gen_dynamodb as wire;
use gen_dynamodb::operations as ops;

use crate::tables_common::{Cloud, Outcome, cloud};
use crate::tables_replicas::{add_replica, replica};

async fn remove_replica(cloud: &Cloud, region: &str) {
    let delete = wire::DeleteReplicationGroupMemberAction { region_name: region.to_owned() };
    let update = wire::ReplicationGroupUpdate {
        delete: Some(delete),
        ..wire::ReplicationGroupUpdate::default()
    };
    replica(cloud, update).await.expect("a replica is removed");
}

async fn bind(cloud: &Cloud, regions: &[&str]) -> Outcome<()> {
    let replicas =
        regions.iter().map(|region| wire::Replica { region_name: Some((*region).to_owned()) });
    let input = wire::CreateGlobalTableInput {
        global_table_name: "things".to_owned(),
        replication_group: replicas.collect(),
    };
    cloud.call::<ops::CreateGlobalTable>(input).await.map(drop)
}

#[tokio::test]
async fn a_full_outbox_is_forgotten() {
    let home = cloud().await;
    home.create("things", false).await;
    add_replica(&home, "eu-west-1").await;
    home.settle().await;
    for n in 0..1_600 {
        home.put("things", &format!("i{n:04}"), "old").await;
    }
    remove_replica(&home, "eu-west-1").await;
    home.settle().await;
    // Nobody tells the region of these.
    for n in 0..1_600 {
        home.remove("things", &format!("i{n:04}")).await;
    }
    home.put("things", "new", "new").await;
    add_replica(&home, "eu-west-1").await;
    home.settle().await;
    let west = home.in_region("eu-west-1");
    assert_eq!(west.items("things", None).await, home.items("things", None).await);
}

#[tokio::test]
async fn a_full_outbox_of_version_2017_is_forgotten() {
    let home = cloud().await;
    let west = home.in_region("eu-west-1");
    home.create("things", true).await;
    west.create("things", true).await;
    bind(&home, &["us-east-1", "eu-west-1"]).await.expect("bound");
    for n in 0..1_600 {
        home.put("things", &format!("i{n:04}"), "old").await;
    }
    let change = |update: wire::ReplicaUpdate| wire::UpdateGlobalTableInput {
        global_table_name: "things".to_owned(),
        replica_updates: vec![update],
    };
    let region_name = "eu-west-1".to_owned();
    let delete = wire::DeleteReplicaAction { region_name: region_name.clone() };
    let go = wire::ReplicaUpdate { delete: Some(delete), create: None };
    home.call::<ops::UpdateGlobalTable>(change(go)).await.expect("it leaves");
    for n in 0..1_600 {
        home.remove("things", &format!("i{n:04}")).await;
    }
    let create = wire::CreateReplicaAction { region_name };
    let come = change(wire::ReplicaUpdate { create: Some(create), delete: None });
    let refused = home.call::<ops::UpdateGlobalTable>(come.clone()).await;
    let refused = refused.expect_err("what was sent to it is still being removed");
    assert_eq!(refused.code(), "ResourceInUseException");
    home.settle().await;
    home.call::<ops::UpdateGlobalTable>(come).await.expect("it comes again");
    home.settle().await;
    assert!(west.items("things", None).await.is_empty());
}

#[tokio::test]
async fn the_last_one_can_be_bound_again() {
    let home = cloud().await;
    let west = home.in_region("eu-west-1");
    home.create("things", false).await;
    add_replica(&home, "eu-west-1").await;
    home.settle().await;
    // What is on its way still arrives.
    west.put("things", "late", "late").await;
    remove_replica(&home, "eu-west-1").await;
    home.settle().await;
    assert_eq!(home.items("things", None).await.len(), 1);
    home.remove("things", "late").await;
    west.create("things", true).await;
    bind(&home, &["us-east-1", "eu-west-1"]).await.expect("bound by name");
    home.put("things", "a", "a").await;
    home.settle().await;
    assert_eq!(west.items("things", None).await.len(), 1);
}

#[tokio::test]
async fn the_last_one_after_a_table_is_deleted_can_be_bound_again() {
    let home = cloud().await;
    let west = home.in_region("eu-west-1");
    home.create("things", false).await;
    add_replica(&home, "eu-west-1").await;
    home.settle().await;
    let input = wire::DeleteTableInput { table_name: "things".to_owned() };
    home.call::<ops::DeleteTable>(input).await.expect("deleted");
    home.create("things", true).await;
    bind(&home, &["us-east-1", "eu-west-1"]).await.expect("bound by name");
    west.put("things", "a", "a").await;
    home.settle().await;
    assert_eq!(home.items("things", None).await.len(), 1);
}
