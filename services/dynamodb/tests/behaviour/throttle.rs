//! What goes beyond a table's throughput is throttled, when the configuration asks for it, by the cloud's clock.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling.html>

use std::time::Duration;

use gen_dynamodb::{
    AttributeDefinition, BatchGetItemInput, BatchWriteItemInput, CreateTableInput, Delete,
    DeleteItemInput, GetItemInput, GlobalSecondaryIndex, KeySchemaElement, KeysAndAttributes,
    OnDemandThroughput, Projection, ProvisionedThroughput, PutItemInput, PutRequest, QueryInput,
    ScanInput, TransactWriteItem, TransactWriteItemsInput, WriteRequest, operations as ops,
};
use kernel::{ApiError, Settings};

use crate::common::{Cloud, Item, Outcome, cloud, cloud_with, item, n, s};

const SECOND: Duration = Duration::from_secs(1);
const TABLE: &str = "The level of configured provisioned throughput for the table was exceeded. Consider increasing your \
                     provisioning level with the UpdateTable API.";

async fn throttled() -> Cloud {
    cloud_with(None, Settings { dynamodb_throttle: true, ..Settings::default() }).await
}

fn units(read: i64, write: i64) -> ProvisionedThroughput {
    ProvisionedThroughput { read_capacity_units: read, write_capacity_units: write }
}

fn table(throughput: Option<ProvisionedThroughput>) -> CreateTableInput {
    let on_demand = throughput.is_none();
    CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![AttributeDefinition {
            attribute_name: "pk".to_owned(),
            attribute_type: "S".to_owned(),
        }]),
        key_schema: Some(vec![hash("pk")]),
        billing_mode: on_demand.then(|| "PAY_PER_REQUEST".to_owned()),
        provisioned_throughput: throughput,
        ..CreateTableInput::default()
    }
}

fn hash(name: &str) -> KeySchemaElement {
    KeySchemaElement { attribute_name: name.to_owned(), key_type: "HASH".to_owned() }
}

async fn make(cloud: &Cloud, input: CreateTableInput) {
    cloud.call::<ops::CreateTable>(input).await.expect("created");
}

fn key(name: &str) -> Item {
    item([("pk", s(name))])
}

async fn put(cloud: &Cloud, name: &str) -> Outcome<()> {
    cloud.put("things", key(name)).await
}

async fn get(cloud: &Cloud, name: &str) -> Outcome<()> {
    let input = GetItemInput {
        table_name: "things".to_owned(),
        key: key(name),
        consistent_read: Some(true),
        ..GetItemInput::default()
    };
    cloud.call::<ops::GetItem>(input).await.map(drop)
}

/// How many of `calls` went through before one was throttled.
async fn passed(cloud: &Cloud, calls: usize) -> usize {
    for done in 0..calls {
        if let Err(error) = put(cloud, &format!("item-{done}")).await {
            assert_eq!(error.code(), "ProvisionedThroughputExceededException");
            return done;
        }
    }
    calls
}

fn told(error: &ApiError) -> (String, String) {
    (error.code().to_owned(), error.message().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_second_gives_its_units_and_five_minutes_are_kept() {
    let cloud = throttled().await;
    make(&cloud, table(Some(units(1, 2)))).await;
    assert_eq!(passed(&cloud, 10).await, 2);
    cloud.advance(SECOND).await;
    assert_eq!(passed(&cloud, 10).await, 2);
    cloud.advance(Duration::from_secs(10)).await;
    assert_eq!(passed(&cloud, 100).await, 20);
    cloud.advance(Duration::from_secs(86_400)).await;
    assert_eq!(passed(&cloud, 2_000).await, 600);
    // Reads have their own.
    get(&cloud, "item-0").await.expect("a read");
    let error = put(&cloud, "more").await.expect_err("throttled");
    assert_eq!(
        told(&error),
        ("ProvisionedThroughputExceededException".to_owned(), TABLE.to_owned())
    );
}

#[tokio::test]
async fn nothing_is_throttled_unless_asked_for() {
    let cloud = cloud().await;
    make(&cloud, table(Some(units(1, 1)))).await;
    assert_eq!(passed(&cloud, 50).await, 50);
}

#[tokio::test]
async fn what_a_call_takes_is_what_it_costs() {
    let cloud = throttled().await;
    make(&cloud, table(Some(units(4, 10)))).await;
    // Ten units at once, though the last of them had been enough to begin.
    let large = item([("pk", s("large")), ("data", s("x".repeat(9_900)))]);
    cloud.put("things", large.clone()).await.expect("ten units");
    put(&cloud, "a").await.expect_err("none are left");
    cloud.advance(SECOND).await;
    cloud.put("things", large).await.expect("ten units again");
    // Three strongly consistent units leave one; a scan is a read like others.
    get(&cloud, "large").await.expect("three units");
    let scan = ScanInput { table_name: "things".to_owned(), ..ScanInput::default() };
    cloud.call::<ops::Scan>(scan.clone()).await.expect("the last unit");
    let error = cloud.call::<ops::Scan>(scan).await.expect_err("none are left");
    assert_eq!(error.code(), "ProvisionedThroughputExceededException");
}

#[tokio::test]
async fn a_condition_that_fails_costs_all_the_same() {
    let cloud = throttled().await;
    make(&cloud, table(Some(units(1, 2)))).await;
    let input = PutItemInput {
        table_name: "things".to_owned(),
        item: key("a"),
        condition_expression: Some("attribute_exists(pk)".to_owned()),
        ..PutItemInput::default()
    };
    for _ in 0..2 {
        let error = cloud.call::<ops::PutItem>(input.clone()).await.expect_err("it fails");
        assert_eq!(error.code(), "ConditionalCheckFailedException");
    }
    let error = cloud.call::<ops::PutItem>(input).await.expect_err("throttled");
    assert_eq!(error.code(), "ProvisionedThroughputExceededException");
}

#[tokio::test]
async fn batches_leave_what_is_throttled() {
    let cloud = throttled().await;
    make(&cloud, table(Some(units(2, 3)))).await;
    let request = |name: usize| WriteRequest {
        put_request: Some(PutRequest { item: key(&format!("item-{name}")) }),
        delete_request: None,
    };
    let batch = BatchWriteItemInput {
        request_items: [("things".to_owned(), (0..5).map(request).collect())].into_iter().collect(),
        ..BatchWriteItemInput::default()
    };
    let answer = cloud.call::<ops::BatchWriteItem>(batch.clone()).await.expect("some are written");
    let left = answer.unprocessed_items.expect("a map");
    let left = left.get("things").expect("some are left");
    assert_eq!(left, &[request(3), request(4)]);
    let error = cloud.call::<ops::BatchWriteItem>(batch).await.expect_err("none can be written");
    assert_eq!(error.code(), "ProvisionedThroughputExceededException");

    let keys = (0..5).map(|name| key(&format!("item-{name}"))).collect();
    let asked =
        KeysAndAttributes { keys, consistent_read: Some(true), ..KeysAndAttributes::default() };
    let batch = BatchGetItemInput {
        request_items: [("things".to_owned(), asked)].into_iter().collect(),
        ..BatchGetItemInput::default()
    };
    let answer = cloud.call::<ops::BatchGetItem>(batch.clone()).await.expect("some are read");
    let found = answer.responses.expect("a map");
    assert_eq!(found.get("things").map(Vec::len), Some(2));
    let left = answer.unprocessed_keys.expect("a map");
    assert_eq!(left.get("things").map(|left| left.keys.len()), Some(3));
    let error = cloud.call::<ops::BatchGetItem>(batch).await.expect_err("none can be read");
    assert_eq!(error.code(), "ProvisionedThroughputExceededException");
}

#[tokio::test]
async fn transactions_are_cancelled() {
    let cloud = throttled().await;
    make(&cloud, table(Some(units(1, 1)))).await;
    put(&cloud, "a").await.expect("the unit");
    let delete = Delete { table_name: "things".to_owned(), key: key("a"), ..Delete::default() };
    let input = TransactWriteItemsInput {
        transact_items: vec![TransactWriteItem {
            delete: Some(delete),
            ..TransactWriteItem::default()
        }],
        ..TransactWriteItemsInput::default()
    };
    let error = cloud.call::<ops::TransactWriteItems>(input.clone()).await.expect_err("cancelled");
    let (code, message) = told(&error);
    assert_eq!(code, "TransactionCanceledException");
    assert!(message.ends_with("[ProvisionedThroughputExceeded]"), "{message}");
    // It costs twice.
    cloud.advance(SECOND).await;
    cloud.call::<ops::TransactWriteItems>(input).await.expect("done");
    cloud.advance(SECOND).await;
    put(&cloud, "b").await.expect_err("still overdrawn");
    cloud.advance(SECOND).await;
    put(&cloud, "b").await.expect("a unit");
}

#[tokio::test]
async fn an_index_holds_up_its_table() {
    let cloud = throttled().await;
    let index = GlobalSecondaryIndex {
        index_name: "by-color".to_owned(),
        key_schema: vec![hash("color")],
        projection: Projection { projection_type: Some("ALL".to_owned()), ..Default::default() },
        provisioned_throughput: Some(units(1, 1)),
        ..GlobalSecondaryIndex::default()
    };
    let mut input = table(Some(units(100, 100)));
    input.attribute_definitions.get_or_insert_default().push(AttributeDefinition {
        attribute_name: "color".to_owned(),
        attribute_type: "S".to_owned(),
    });
    input.global_secondary_indexes = Some(vec![index]);
    make(&cloud, input).await;
    let colored = |name: &str| item([("pk", s(name)), ("color", s("red"))]);
    cloud.put("things", colored("a")).await.expect("the index's unit");
    let error = cloud.put("things", colored("b")).await.expect_err("the index has none left");
    let (code, message) = told(&error);
    assert_eq!(code, "ProvisionedThroughputExceededException");
    assert!(message.contains("one or more global secondary indexes of the table"), "{message}");
    // What has no row in the index, or leaves it as it is, needs none of its units.
    put(&cloud, "c").await.expect("not in the index");
    cloud.put("things", colored("a")).await.expect("nothing changes");
    let query = QueryInput {
        table_name: "things".to_owned(),
        index_name: Some("by-color".to_owned()),
        key_condition_expression: Some("color = :c".to_owned()),
        expression_attribute_values: Some(item([(":c", s("red"))])),
        ..QueryInput::default()
    };
    for _ in 0..2 {
        let found = cloud.call::<ops::Query>(query.clone()).await.expect("half a unit");
        assert_eq!(found.count, Some(1));
    }
    let error = cloud.call::<ops::Query>(query).await.expect_err("the index has none left");
    assert_eq!(error.code(), "ProvisionedThroughputExceededException");
}

#[tokio::test]
async fn on_demand_tables_have_hot_keys_and_maximums() {
    let cloud = throttled().await;
    make(&cloud, table(None)).await;
    let large = |name: &str| item([("pk", s(name)), ("data", s("x".repeat(400 * 1024 - 100)))]);
    for _ in 0..3 {
        // 400 units each; one partition takes a thousand.
        let delete = DeleteItemInput {
            table_name: "things".to_owned(),
            key: key("hot"),
            ..DeleteItemInput::default()
        };
        match cloud.put("things", large("hot")).await {
            Ok(()) => drop(cloud.call::<ops::DeleteItem>(delete).await),
            Err(error) => {
                let (code, message) = told(&error);
                assert_eq!(code, "ThrottlingException");
                assert!(message.contains("check if you have a hot key"), "{message}");
            }
        }
    }
    put(&cloud, "hot").await.expect_err("the key is hot");
    put(&cloud, "cold").await.expect("another partition");
    cloud.advance(SECOND * 2).await;
    put(&cloud, "hot").await.expect("cooled down");

    let second = CreateTableInput {
        table_name: "capped".to_owned(),
        on_demand_throughput: Some(OnDemandThroughput {
            max_read_request_units: None,
            max_write_request_units: Some(1),
        }),
        ..table(None)
    };
    make(&cloud, second).await;
    cloud.put("capped", item([("pk", s("a")), ("n", n(1))])).await.expect("the first");
    let error = cloud.put("capped", key("b")).await.expect_err("beyond the maximum");
    assert_eq!(error.code(), "ThrottlingException");
}
