//! Global tables: whatever is written where and when, all replicas end with the same items.

use gen_dynamodb as wire;
use gen_dynamodb::operations as ops;
use kernel::Random;

use crate::tables_common::{Cloud, Outcome, cloud};

pub(crate) async fn add_replica(cloud: &Cloud, region: &str) {
    let update = wire::ReplicationGroupUpdate {
        create: Some(wire::CreateReplicationGroupMemberAction {
            region_name: region.to_owned(),
            ..wire::CreateReplicationGroupMemberAction::default()
        }),
        ..wire::ReplicationGroupUpdate::default()
    };
    replica(cloud, update).await.expect("a replica is added");
}

/// Changes the replicas of the table.
pub(crate) async fn replica(
    cloud: &Cloud,
    update: wire::ReplicationGroupUpdate,
) -> Outcome<wire::UpdateTableOutput> {
    let input = wire::UpdateTableInput {
        table_name: "things".to_owned(),
        replica_updates: Some(vec![update]),
        ..wire::UpdateTableInput::default()
    };
    cloud.call::<ops::UpdateTable>(input).await
}

#[tokio::test]
async fn three_regions_agree() {
    let home = cloud().await;
    home.create("things", false).await;
    for n in 0..250 {
        home.put("things", &format!("i{n:03}"), "old").await;
    }
    add_replica(&home, "eu-west-1").await;
    // Writes go on while the items are sent.
    for n in 0..50 {
        home.put("things", &format!("i{n:03}"), "meanwhile").await;
        home.remove("things", &format!("i{:03}", n + 100)).await;
    }
    home.settle().await;
    let west = home.in_region("eu-west-1");
    assert_eq!(west.items("things", None).await, home.items("things", None).await);
    add_replica(&west, "ap-south-1").await;
    home.settle().await;
    let south = home.in_region("ap-south-1");
    let regions = [&home, &west, &south];
    let random = Random::from_seed(11);
    for round in 0..20 {
        // At the same instant in several regions, before any hears of the others.
        for write in 0..10 {
            let region = regions[usize::try_from(random.below(3)).expect("small")];
            let id = format!("i{:03}", random.below(20));
            match random.below(4) {
                0 => region.remove("things", &id).await,
                _ => region.put("things", &id, &format!("r{round} w{write}")).await,
            }
        }
        home.pass(1).await;
        let items = home.items("things", None).await;
        assert_eq!(west.items("things", None).await, items, "round {round}");
        assert_eq!(south.items("things", None).await, items, "round {round}");
    }
}

#[tokio::test]
async fn the_last_writer_wins() {
    let home = cloud().await;
    home.create("things", false).await;
    add_replica(&home, "eu-west-1").await;
    home.settle().await;
    let west = home.in_region("eu-west-1");
    home.put("things", "a", "first").await;
    home.kernel.clock().advance(std::time::Duration::from_millis(1));
    west.put("things", "a", "second").await;
    home.settle().await;
    for region in [&home, &west] {
        let items = region.items("things", None).await;
        assert_eq!(items.get("a").map(String::as_str), Some("second"));
    }
}
