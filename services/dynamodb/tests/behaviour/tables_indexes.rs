//! A new global index of a large table fills in the background while writes go on, and ends as if it had always been
//! there.

use gen_dynamodb as wire;
use gen_dynamodb::operations as ops;

use crate::tables_common::{Cloud, cloud, definition, hash, spawn};

async fn add_index(cloud: &Cloud) -> wire::TableDescription {
    let create = wire::CreateGlobalSecondaryIndexAction {
        index_name: "by-group".to_owned(),
        key_schema: vec![hash("g")],
        projection: wire::Projection {
            projection_type: Some("ALL".to_owned()),
            non_key_attributes: None,
        },
        ..wire::CreateGlobalSecondaryIndexAction::default()
    };
    let input = wire::UpdateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![definition("g")]),
        global_secondary_index_updates: Some(vec![wire::GlobalSecondaryIndexUpdate {
            create: Some(create),
            ..wire::GlobalSecondaryIndexUpdate::default()
        }]),
        ..wire::UpdateTableInput::default()
    };
    let output = cloud.call::<ops::UpdateTable>(input).await.expect("the index is created");
    output.table_description.expect("a description")
}

fn index(table: &wire::TableDescription) -> wire::GlobalSecondaryIndexDescription {
    table.global_secondary_indexes.as_ref().expect("indexes")[0].clone()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_filled_while_writes_go_on() {
    let cloud = cloud().await;
    cloud.create("things", false).await;
    for n in 0..450 {
        cloud.put("things", &format!("i{n:03}"), "old").await;
    }
    let description = add_index(&cloud).await;
    assert_eq!(index(&description).index_status.as_deref(), Some("CREATING"));
    assert_eq!(index(&description).backfilling, Some(false));
    let now = cloud.describe("things").await.expect("there");
    assert_eq!(index(&now).index_status.as_deref(), Some("CREATING"));
    assert_eq!(index(&now).backfilling, Some(true));
    let writer = {
        let cloud = cloud.clone();
        spawn(async move {
            for n in (0..450).rev().step_by(3) {
                cloud.put("things", &format!("i{n:03}"), "new").await;
                cloud.remove("things", &format!("i{:03}", (n + 1) % 450)).await;
                cloud.put("things", &format!("x{n:03}"), "extra").await;
            }
        })
    };
    cloud.settle().await;
    writer.await.expect("all writes succeed");
    cloud.settle().await;
    let now = cloud.describe("things").await.expect("there");
    assert_eq!(index(&now).index_status.as_deref(), Some("ACTIVE"));
    let items = cloud.items("things", None).await;
    assert_eq!(cloud.items("things", Some("by-group")).await, items);
    assert!(items.len() > 400);
    // The index counts right, too.
    cloud.pass(6 * 3_600).await;
    let now = cloud.describe("things").await.expect("there");
    assert_eq!(now.item_count, Some(i64::try_from(items.len()).expect("few")));
    assert_eq!(index(&now).item_count, now.item_count);
}

#[tokio::test]
async fn a_table_is_not_deleted_while_an_index_is_filled() {
    let cloud = cloud().await;
    cloud.create("things", false).await;
    for n in 0..150 {
        cloud.put("things", &format!("i{n:03}"), "old").await;
    }
    let before = cloud.describe("things").await.expect("there");
    add_index(&cloud).await;
    let input = wire::DeleteTableInput { table_name: "things".to_owned() };
    let refused = cloud.call::<ops::DeleteTable>(input.clone()).await.expect_err("in use");
    assert_eq!(refused.code(), "ResourceInUseException");
    cloud.settle().await;
    let gone = cloud.call::<ops::DeleteTable>(input).await.expect("deleted");
    let gone = gone.table_description.expect("a description");
    assert_eq!((gone.table_status.as_deref(), gone.table_id), (Some("DELETING"), before.table_id));
    assert!(cloud.describe("things").await.is_err());
    cloud.settle().await;
}
