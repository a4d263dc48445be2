//! Vector indexes follow their tables: whatever is written by whom, a search finds what comparing every item by hand would.

use std::collections::BTreeMap;
use std::time::Duration;

use gen_dynamodb as wire;
use gen_dynamodb::AttributeValue;
use gen_dynamodb::operations as ops;
use kernel::Random;

use crate::tables_common::{Cloud, START, cloud, definition, hash, spawn, text};
use crate::tables_replicas::add_replica;

const DIMENSIONS: usize = 5;

type Vectors = BTreeMap<String, Vec<i32>>;

/// `e` compared by the Euclidean distance.
fn index(name: &str) -> wire::VectorIndex {
    wire::VectorIndex {
        index_name: name.to_owned(),
        vector_attribute: wire::VectorAttributeDefinition { attribute_name: "e".to_owned() },
        projection: wire::Projection {
            projection_type: Some("KEYS_ONLY".to_owned()),
            non_key_attributes: None,
        },
        dimensions: 5,
        distance_function: "EUCLIDEAN".to_owned(),
        ..wire::VectorIndex::default()
    }
}

async fn table(cloud: &Cloud) {
    let input = wire::CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![definition("id")]),
        key_schema: Some(vec![hash("id")]),
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        vector_indexes: Some(vec![index("vec")]),
        ..wire::CreateTableInput::default()
    };
    cloud.call::<ops::CreateTable>(input).await.expect("created");
}

async fn add_index(cloud: &Cloud) -> wire::TableDescription {
    let index = index("vec");
    let create = wire::CreateVectorIndexAction {
        index_name: index.index_name,
        vector_attribute: index.vector_attribute,
        projection: index.projection,
        dimensions: index.dimensions,
        distance_function: index.distance_function,
        ..wire::CreateVectorIndexAction::default()
    };
    let update = wire::VectorIndexUpdate { create: Some(create), delete: None };
    let input = wire::UpdateTableInput {
        table_name: "things".to_owned(),
        vector_index_updates: Some(vec![update]),
        ..wire::UpdateTableInput::default()
    };
    let output = cloud.call::<ops::UpdateTable>(input).await.expect("the index is created");
    output.table_description.expect("a description")
}

fn shown(table: &wire::TableDescription) -> wire::VectorIndexDescription {
    table.vector_indexes.as_ref().expect("vector indexes")[0].clone()
}

fn numbers(vector: &[i32]) -> Vec<AttributeValue> {
    vector.iter().map(|number| AttributeValue::N(number.to_string())).collect()
}

async fn put(cloud: &Cloud, id: &str, vector: &[i32]) {
    let item = [("id", text(id)), ("e", AttributeValue::L(numbers(vector)))];
    let input = wire::PutItemInput {
        table_name: "things".to_owned(),
        item: item.into_iter().collect(),
        ..wire::PutItemInput::default()
    };
    cloud.call::<ops::PutItem>(input).await.expect("put");
}

fn search_input(table: &str, sought: &[i32], most: i32) -> wire::SearchVectorsInput {
    wire::SearchVectorsInput {
        table_name: table.to_owned(),
        index_name: "vec".to_owned(),
        search_vector: numbers(sought),
        top_k: most,
        ..wire::SearchVectorsInput::default()
    }
}

/// Ids and scores.
async fn search(cloud: &Cloud, table: &str, sought: &[i32], most: i32) -> Vec<(String, f64)> {
    let input = search_input(table, sought, most);
    let output = cloud.call::<ops::SearchVectors>(input).await.expect("searched");
    let one = |found: wire::SearchResultItem| {
        let item = found.item.expect("an item");
        match item.get("id") {
            Some(AttributeValue::S(id)) => (id.clone(), found.score.expect("a score")),
            other => panic!("{other:?}"),
        }
    };
    output.search_results.expect("results").into_iter().map(one).collect()
}

/// The vectors that the items of a table have.
async fn vectors(cloud: &Cloud, table: &str) -> Vectors {
    let mut all = Vectors::new();
    let mut start = None;
    loop {
        let input = wire::ScanInput {
            table_name: table.to_owned(),
            exclusive_start_key: start.take(),
            ..wire::ScanInput::default()
        };
        let output = cloud.call::<ops::Scan>(input).await.expect("scanned");
        for item in output.items.unwrap_or_default() {
            let (Some(AttributeValue::S(id)), Some(AttributeValue::L(parts))) =
                (item.get("id"), item.get("e"))
            else {
                continue;
            };
            let number = |part: &AttributeValue| match part {
                AttributeValue::N(text) => text.parse().expect("a whole number"),
                other => panic!("{other:?}"),
            };
            all.insert(id.clone(), parts.iter().map(number).collect());
        }
        match output.last_evaluated_key {
            Some(last) => start = Some(last),
            None => return all,
        }
    }
}

/// Whether a search agrees with comparing all vectors by hand. Of equally near ones any may come.
async fn agrees(cloud: &Cloud, table: &str, sought: &[i32], most: usize) {
    let all = vectors(cloud, table).await;
    let distance = |vector: &[i32]| {
        let square: i32 = vector.iter().zip(sought).map(|(a, b)| (a - b).pow(2)).sum();
        f64::from(square).sqrt()
    };
    let mut scores: Vec<f64> = all.values().map(|vector| distance(vector)).collect();
    scores.sort_by(f64::total_cmp);
    scores.truncate(most);
    let most = i32::try_from(most).expect("few");
    let found = search(cloud, table, sought, most).await;
    let found_scores: Vec<f64> = found.iter().map(|(_, score)| *score).collect();
    assert_eq!(found_scores, scores);
    for (id, score) in found {
        assert!((distance(&all[&id]) - score).abs() < 1e-9, "{id}");
    }
}

fn random_vector(random: &Random) -> Vec<i32> {
    (0..DIMENSIONS).map(|_| i32::try_from(random.below(20)).expect("small") - 10).collect()
}

#[tokio::test]
async fn searches_find_what_comparing_by_hand_finds() {
    let cloud = cloud().await;
    table(&cloud).await;
    let random = Random::from_seed(5);
    for round in 0..40 {
        for _ in 0..10 {
            let id = format!("i{:02}", random.below(60));
            match random.below(5) {
                0 => cloud.remove("things", &id).await,
                1 => cloud.put("things", &id, "no vector").await,
                2 => in_a_transaction(&cloud, &id, &random_vector(&random)).await,
                _ => put(&cloud, &id, &random_vector(&random)).await,
            }
        }
        agrees(&cloud, "things", &random_vector(&random), 1 + round).await;
    }
    let counted = vectors(&cloud, "things").await.len();
    cloud.pass(6 * 3_600).await;
    let now = cloud.describe("things").await.expect("there");
    assert_eq!(shown(&now).item_count, Some(i64::try_from(counted).expect("few")));
}

/// Sets the vector of an item, and makes another item that goes at once.
async fn in_a_transaction(cloud: &Cloud, id: &str, vector: &[i32]) {
    let update = wire::Update {
        table_name: "things".to_owned(),
        key: [("id", text(id))].into_iter().collect(),
        update_expression: "SET e = :e".to_owned(),
        expression_attribute_values: Some(
            [(":e", AttributeValue::L(numbers(vector)))].into_iter().collect(),
        ),
        ..wire::Update::default()
    };
    let write = wire::TransactWriteItem { update: Some(update), ..Default::default() };
    let input = wire::TransactWriteItemsInput {
        transact_items: vec![write],
        ..wire::TransactWriteItemsInput::default()
    };
    cloud.call::<ops::TransactWriteItems>(input).await.expect("written");
}

#[tokio::test]
async fn a_transaction_that_fails_leaves_no_vector() {
    let cloud = cloud().await;
    table(&cloud).await;
    let put = wire::Put {
        table_name: "things".to_owned(),
        item: [("id", text("a")), ("e", AttributeValue::L(numbers(&[1; DIMENSIONS])))]
            .into_iter()
            .collect(),
        ..wire::Put::default()
    };
    let check = wire::ConditionCheck {
        table_name: "things".to_owned(),
        key: [("id", text("b"))].into_iter().collect(),
        condition_expression: "attribute_exists(id)".to_owned(),
        ..wire::ConditionCheck::default()
    };
    let input = wire::TransactWriteItemsInput {
        transact_items: vec![
            wire::TransactWriteItem { put: Some(put), ..Default::default() },
            wire::TransactWriteItem { condition_check: Some(check), ..Default::default() },
        ],
        ..wire::TransactWriteItemsInput::default()
    };
    cloud.call::<ops::TransactWriteItems>(input).await.expect_err("cancelled");
    assert!(search(&cloud, "things", &[1; DIMENSIONS], 9).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_index_is_filled_while_writes_go_on() {
    let cloud = cloud().await;
    cloud.create("things", false).await;
    let random = Random::from_seed(3);
    for n in 0..450 {
        put(&cloud, &format!("i{n:03}"), &random_vector(&random)).await;
    }
    let answer = add_index(&cloud).await;
    assert_eq!(shown(&answer).index_status.as_deref(), Some("CREATING"));
    assert_eq!(shown(&answer).backfilling, Some(false));
    let now = cloud.describe("things").await.expect("there");
    assert_eq!(shown(&now).index_status.as_deref(), Some("CREATING"));
    assert_eq!(shown(&now).backfilling, Some(true));
    let early = cloud.call::<ops::SearchVectors>(search_input("things", &[0; DIMENSIONS], 1));
    let early = early.await.expect_err("not yet");
    assert_eq!(early.message(), Some("Cannot search backfilling vector index: vec"));
    let writer = {
        let cloud = cloud.clone();
        spawn(async move {
            let random = Random::from_seed(4);
            for n in (0..450).rev().step_by(3) {
                put(&cloud, &format!("i{n:03}"), &random_vector(&random)).await;
                cloud.remove("things", &format!("i{:03}", (n + 1) % 450)).await;
                put(&cloud, &format!("x{n:03}"), &random_vector(&random)).await;
            }
        })
    };
    cloud.settle().await;
    writer.await.expect("all writes succeed");
    cloud.settle().await;
    let now = shown(&cloud.describe("things").await.expect("there"));
    assert_eq!((now.index_status.as_deref(), now.backfilling), (Some("ACTIVE"), None));
    agrees(&cloud, "things", &[0; DIMENSIONS], 100).await;
    // It goes with everything that it had.
    let delete = wire::DeleteVectorIndexAction { index_name: "vec".to_owned() };
    let update = wire::VectorIndexUpdate { create: None, delete: Some(delete) };
    let input = wire::UpdateTableInput {
        table_name: "things".to_owned(),
        vector_index_updates: Some(vec![update]),
        ..wire::UpdateTableInput::default()
    };
    cloud.call::<ops::UpdateTable>(input).await.expect("deleted");
    cloud.settle().await;
    assert_eq!(cloud.describe("things").await.expect("there").vector_indexes, None);
    // One of the same name begins anew.
    add_index(&cloud).await;
    cloud.settle().await;
    agrees(&cloud, "things", &[1; DIMENSIONS], 100).await;
}

#[tokio::test]
async fn vectors_expire_with_their_items() {
    let cloud = cloud().await;
    table(&cloud).await;
    let input = wire::UpdateTimeToLiveInput {
        table_name: "things".to_owned(),
        time_to_live_specification: wire::TimeToLiveSpecification {
            enabled: true,
            attribute_name: "until".to_owned(),
        },
    };
    cloud.call::<ops::UpdateTimeToLive>(input).await.expect("set");
    for (id, seconds) in [("a", 60), ("b", 86_400)] {
        let until = START.as_secs() + seconds;
        let item = [
            ("id", text(id)),
            ("e", AttributeValue::L(numbers(&[1; DIMENSIONS]))),
            ("until", AttributeValue::N(until.to_string())),
        ];
        let input = wire::PutItemInput {
            table_name: "things".to_owned(),
            item: item.into_iter().collect(),
            ..wire::PutItemInput::default()
        };
        cloud.call::<ops::PutItem>(input).await.expect("put");
    }
    assert_eq!(search(&cloud, "things", &[1; DIMENSIONS], 9).await.len(), 2);
    cloud.pass(3_600).await;
    let left = search(&cloud, "things", &[1; DIMENSIONS], 9).await;
    assert_eq!(left, [("b".to_owned(), 0.0)]);
}

#[tokio::test]
async fn backups_and_restores_have_vector_indexes() {
    let cloud = cloud().await;
    table(&cloud).await;
    cloud.recovery("things", true).await;
    let random = Random::from_seed(9);
    for n in 0..150 {
        put(&cloud, &format!("i{n:03}"), &random_vector(&random)).await;
    }
    let then = vectors(&cloud, "things").await;
    let input =
        wire::CreateBackupInput { table_name: "things".into(), backup_name: "backup".into() };
    let made = cloud.call::<ops::CreateBackup>(input).await.expect("a backup");
    let arn = made.backup_details.and_then(|details| details.backup_arn).expect("an ARN");
    cloud.pass(60).await;
    for n in 0..150 {
        put(&cloud, &format!("i{n:03}"), &[9; DIMENSIONS]).await;
    }
    cloud.pass(600).await;
    let input = wire::DescribeBackupInput { backup_arn: arn.clone() };
    let backup = cloud.call::<ops::DescribeBackup>(input).await.expect("described");
    let features = backup.backup_description.and_then(|b| b.source_table_feature_details);
    let vectors_then = features.and_then(|features| features.vector_indexes).expect("vectors");
    assert_eq!(vectors_then[0].index_name.as_deref(), Some("vec"));
    assert_eq!(vectors_then[0].dimensions, Some(5));
    let from_backup =
        |name: &str, asked: Option<Vec<wire::VectorIndex>>| wire::RestoreTableFromBackupInput {
            backup_arn: arn.clone(),
            target_table_name: name.to_owned(),
            vector_index_override: asked,
            ..wire::RestoreTableFromBackupInput::default()
        };
    cloud.call::<ops::RestoreTableFromBackup>(from_backup("again", None)).await.expect("restored");
    let at = wire::RestoreTableToPointInTimeInput {
        source_table_name: Some("things".to_owned()),
        target_table_name: "then".to_owned(),
        restore_date_time: Some(START.plus(Duration::from_secs(30))),
        ..wire::RestoreTableToPointInTimeInput::default()
    };
    cloud.call::<ops::RestoreTableToPointInTime>(at).await.expect("restored");
    cloud.settle().await;
    for name in ["again", "then"] {
        assert_eq!(vectors(&cloud, name).await, then, "{name}");
        agrees(&cloud, name, &[0; DIMENSIONS], 100).await;
    }
    // Without them, or with the same under another name.
    let renamed = wire::VectorIndex { index_name: "other".to_owned(), ..index("vec") };
    for (table, asked, names) in
        [("without", vec![], None), ("renamed", vec![renamed], Some("other"))]
    {
        let input = from_backup(table, Some(asked));
        cloud.call::<ops::RestoreTableFromBackup>(input).await.expect("restored");
        cloud.settle().await;
        let found = cloud.describe(table).await.expect("there").vector_indexes;
        assert_eq!(found.and_then(|all| all[0].index_name.clone()).as_deref(), names);
    }
    let different = wire::VectorIndex { dimensions: 6, ..index("vec") };
    let input = from_backup("wrong", Some(vec![different]));
    let refused = cloud.call::<ops::RestoreTableFromBackup>(input).await.expect_err("another");
    assert!(refused.message().unwrap_or_default().contains("does not match a vector index"));
    let input = wire::RestoreTableFromBackupInput {
        billing_mode_override: Some("PROVISIONED".to_owned()),
        provisioned_throughput_override: Some(wire::ProvisionedThroughput {
            read_capacity_units: 1,
            write_capacity_units: 1,
        }),
        ..from_backup("provisioned", None)
    };
    let refused = cloud.call::<ops::RestoreTableFromBackup>(input).await.expect_err("provisioned");
    assert!(refused.message().unwrap_or_default().contains("PAY_PER_REQUEST for vector index vec"));
}

#[tokio::test]
async fn replicas_have_vector_indexes_of_their_own() {
    let home = cloud().await;
    table(&home).await;
    let random = Random::from_seed(2);
    for n in 0..150 {
        put(&home, &format!("i{n:03}"), &random_vector(&random)).await;
    }
    add_replica(&home, "eu-west-1").await;
    home.settle().await;
    let west = home.in_region("eu-west-1");
    assert_eq!(shown(&west.describe("things").await.expect("there")).dimensions, Some(5));
    agrees(&west, "things", &[0; DIMENSIONS], 100).await;
    put(&west, "new", &[3; DIMENSIONS]).await;
    home.remove("things", "i001").await;
    home.pass(1).await;
    for region in [&home, &west] {
        agrees(region, "things", &[3; DIMENSIONS], 100).await;
        let found = search(region, "things", &[3; DIMENSIONS], 1).await;
        assert_eq!(found, [("new".to_owned(), 0.0)]);
    }
    // Indexes come and go in all regions.
    let delete = wire::DeleteVectorIndexAction { index_name: "vec".to_owned() };
    let update = wire::VectorIndexUpdate { create: None, delete: Some(delete) };
    let input = wire::UpdateTableInput {
        table_name: "things".to_owned(),
        vector_index_updates: Some(vec![update]),
        ..wire::UpdateTableInput::default()
    };
    west.call::<ops::UpdateTable>(input).await.expect("deleted");
    home.settle().await;
    assert_eq!(home.describe("things").await.expect("there").vector_indexes, None);
    add_index(&home).await;
    home.settle().await;
    agrees(&west, "things", &[1; DIMENSIONS], 100).await;
}
