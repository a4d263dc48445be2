//! Reads that need not be consistent are behind by as much as the configuration says, by the cloud's clock.
//! Ref: <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html>

use std::time::Duration;

use gen_dynamodb::{
    AttributeDefinition, CreateTableInput, DeleteItemInput, ExecuteStatementInput, GetItemInput,
    GlobalSecondaryIndex, KeySchemaElement, Projection, QueryInput, ScanInput, operations as ops,
};
use kernel::Settings;

use crate::common::{Cloud, Item, cloud_with, item, n, number, s};

const LAG: Duration = Duration::from_secs(2);

async fn behind() -> Cloud {
    cloud_with(None, Settings { dynamodb_lag: LAG, ..Settings::default() }).await
}

async fn get(cloud: &Cloud, name: &str, consistent: bool) -> Option<Item> {
    let input = GetItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s(name)), ("sk", n(0))]),
        consistent_read: Some(consistent),
        ..GetItemInput::default()
    };
    cloud.call::<ops::GetItem>(input).await.expect("read").item
}

fn entry(name: &str, sort: i64, value: i64) -> Item {
    item([("pk", s(name)), ("sk", n(sort)), ("v", n(value))])
}

/// The sort keys and values of a partition.
async fn query(cloud: &Cloud, input: QueryInput) -> Vec<(i64, i64)> {
    let input = QueryInput {
        table_name: "things".to_owned(),
        key_condition_expression: Some("pk = :p".to_owned()),
        expression_attribute_values: Some(item([(":p", s("p"))])),
        ..input
    };
    let items = cloud.call::<ops::Query>(input).await.expect("read").items.expect("items");
    items.iter().map(|item| (number(Some(item), "sk"), number(Some(item), "v"))).collect()
}

async fn delete(cloud: &Cloud, name: &str, sort: i64) {
    let input = DeleteItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s(name)), ("sk", n(sort))]),
        ..DeleteItemInput::default()
    };
    cloud.call::<ops::DeleteItem>(input).await.expect("deleted");
}

#[tokio::test]
async fn items_are_seen_when_the_time_has_come() {
    let cloud = behind().await;
    cloud.table("things", true).await;
    cloud.put("things", entry("a", 0, 1)).await.expect("put");
    assert_eq!(get(&cloud, "a", false).await, None);
    assert_eq!(get(&cloud, "a", true).await, Some(entry("a", 0, 1)));
    cloud.advance(Duration::from_secs(1)).await;
    cloud.put("things", entry("a", 0, 2)).await.expect("put");
    assert_eq!(get(&cloud, "a", false).await, None);
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(get(&cloud, "a", false).await, Some(entry("a", 0, 1)), "as it was two seconds ago");
    cloud.advance(Duration::from_secs(1)).await;
    assert_eq!(get(&cloud, "a", false).await, Some(entry("a", 0, 2)));
    delete(&cloud, "a", 0).await;
    assert_eq!(get(&cloud, "a", true).await, None);
    assert_eq!(get(&cloud, "a", false).await, Some(entry("a", 0, 2)), "not gone yet");
    cloud.advance(LAG).await;
    assert_eq!(get(&cloud, "a", false).await, None);
}

#[tokio::test]
async fn pages_are_as_they_were() {
    let cloud = behind().await;
    cloud.table("things", true).await;
    for sort in 0..10 {
        cloud.put("things", entry("p", sort * 2, 0)).await.expect("put");
    }
    cloud.advance(LAG).await;
    let old: Vec<(i64, i64)> = (0..10).map(|sort| (sort * 2, 0)).collect();
    // One changes, one goes, some come; one after the last, one before the first.
    cloud.put("things", entry("p", 4, 1)).await.expect("put");
    delete(&cloud, "p", 6).await;
    delete(&cloud, "p", 18).await;
    for sort in [-1, 5, 99] {
        cloud.put("things", entry("p", sort, 1)).await.expect("put");
    }
    let consistent = QueryInput { consistent_read: Some(true), ..QueryInput::default() };
    let now = query(&cloud, consistent).await;
    let keys: Vec<i64> = now.iter().map(|(sort, _)| *sort).collect();
    assert_eq!(keys, [-1, 0, 2, 4, 5, 8, 10, 12, 14, 16, 99]);
    assert_eq!(query(&cloud, QueryInput::default()).await, old);
    let mut reversed = old.clone();
    reversed.reverse();
    let backwards = QueryInput { scan_index_forward: Some(false), ..QueryInput::default() };
    assert_eq!(query(&cloud, backwards).await, reversed);

    // Page by page, in both directions.
    for forward in [true, false] {
        let (mut seen, mut start) = (Vec::new(), None);
        loop {
            let input = QueryInput {
                table_name: "things".to_owned(),
                key_condition_expression: Some("pk = :p".to_owned()),
                expression_attribute_values: Some(item([(":p", s("p"))])),
                scan_index_forward: Some(forward),
                limit: Some(3),
                exclusive_start_key: start,
                ..QueryInput::default()
            };
            let page = cloud.call::<ops::Query>(input).await.expect("a page");
            let items = page.items.expect("items");
            seen.extend(items.iter().map(|item| number(Some(item), "sk")));
            start = page.last_evaluated_key;
            if start.is_none() {
                break;
            }
        }
        if !forward {
            seen.reverse();
        }
        assert_eq!(seen, old.iter().map(|(sort, _)| *sort).collect::<Vec<_>>(), "{forward}");
    }

    let scan = ScanInput { table_name: "things".to_owned(), ..ScanInput::default() };
    assert_eq!(cloud.call::<ops::Scan>(scan).await.expect("scanned").count, Some(10));
    let select = ExecuteStatementInput {
        statement: "SELECT sk FROM things WHERE pk = 'p'".to_owned(),
        ..ExecuteStatementInput::default()
    };
    let found = cloud.call::<ops::ExecuteStatement>(select).await.expect("selected");
    assert_eq!(found.items.map(|items| items.len()), Some(10));
    cloud.advance(LAG).await;
    assert_eq!(query(&cloud, QueryInput::default()).await, now);
}

#[tokio::test]
async fn global_indexes_are_always_behind() {
    let cloud = behind().await;
    let hash = |name: &str| KeySchemaElement {
        attribute_name: name.to_owned(),
        key_type: "HASH".to_owned(),
    };
    let text = |name: &str| AttributeDefinition {
        attribute_name: name.to_owned(),
        attribute_type: "S".to_owned(),
    };
    let index = GlobalSecondaryIndex {
        index_name: "by-color".to_owned(),
        key_schema: vec![hash("color")],
        projection: Projection { projection_type: Some("ALL".to_owned()), ..Default::default() },
        ..GlobalSecondaryIndex::default()
    };
    let input = CreateTableInput {
        table_name: "things".to_owned(),
        attribute_definitions: Some(vec![text("pk"), text("color")]),
        key_schema: Some(vec![hash("pk")]),
        billing_mode: Some("PAY_PER_REQUEST".to_owned()),
        global_secondary_indexes: Some(vec![index]),
        ..CreateTableInput::default()
    };
    cloud.call::<ops::CreateTable>(input).await.expect("created");
    let of_color = async |color: &str| {
        let input = QueryInput {
            table_name: "things".to_owned(),
            index_name: Some("by-color".to_owned()),
            key_condition_expression: Some("color = :c".to_owned()),
            expression_attribute_values: Some(item([(":c", s(color))])),
            ..QueryInput::default()
        };
        cloud.call::<ops::Query>(input).await.expect("queried").count
    };
    let colored = |color: &str| item([("pk", s("a")), ("color", s(color))]);
    cloud.put("things", colored("red")).await.expect("put");
    assert_eq!(of_color("red").await, Some(0));
    cloud.advance(LAG).await;
    assert_eq!(of_color("red").await, Some(1));
    cloud.put("things", colored("blue")).await.expect("put");
    assert_eq!((of_color("red").await, of_color("blue").await), (Some(1), Some(0)));
    cloud.advance(LAG).await;
    assert_eq!((of_color("red").await, of_color("blue").await), (Some(0), Some(1)));
}
