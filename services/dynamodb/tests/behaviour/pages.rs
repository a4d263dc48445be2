//! Pages of queries and scans: a megabyte each, everything once, in order both ways, in segments too.

use std::collections::BTreeSet;

use gen_dynamodb::{
    AttributeValue, BatchGetItemInput, KeysAndAttributes, QueryInput, QueryOutput, ScanInput,
    operations as ops,
};

use crate::common::{Cloud, Item, cloud, item, n, number, s};

const ITEMS: i64 = 300;

async fn filled() -> Cloud {
    let cloud = cloud().await;
    cloud.table("things", true).await;
    for at in 0..ITEMS {
        let pk = if at % 3 == 0 { "few".to_owned() } else { format!("many-{}", at % 50) };
        let one = item([("pk", s(pk)), ("sk", n(at - 150)), ("data", s("x".repeat(20_000)))]);
        cloud.put("things", one).await.expect("put");
    }
    cloud
}

async fn query(cloud: &Cloud, forward: bool, limit: Option<i32>) -> Vec<QueryOutput> {
    let mut pages: Vec<QueryOutput> = Vec::new();
    let mut start: Option<Item> = None;
    loop {
        let input = QueryInput {
            table_name: "things".to_owned(),
            key_condition_expression: Some("pk = :p".to_owned()),
            expression_attribute_values: Some(item([(":p", s("few"))])),
            scan_index_forward: Some(forward),
            exclusive_start_key: start.take(),
            limit,
            ..QueryInput::default()
        };
        let page = cloud.call::<ops::Query>(input).await.expect("queried");
        start.clone_from(&page.last_evaluated_key);
        pages.push(page);
        if start.is_none() {
            return pages;
        }
    }
}

fn sort_keys(pages: &[QueryOutput]) -> Vec<i64> {
    let items = pages.iter().flat_map(|page| page.items.iter().flatten());
    items.map(|item| number(Some(item), "sk")).collect()
}

#[tokio::test]
async fn a_query_pages_through_everything_in_both_directions() {
    let cloud = filled().await;
    let expected: Vec<i64> = (0..ITEMS).filter(|at| at % 3 == 0).map(|at| at - 150).collect();
    for limit in [None, Some(7), Some(100), Some(1000)] {
        let forward = query(&cloud, true, limit).await;
        assert_eq!(sort_keys(&forward), expected, "{limit:?}");
        let mut backward = sort_keys(&query(&cloud, false, limit).await);
        backward.reverse();
        assert_eq!(backward, expected, "{limit:?}");
    }
    // 100 items of 20 kB: two megabytes, so that no page but the last ends before one.
    let pages = query(&cloud, true, None).await;
    let counts: Vec<_> = pages.iter().map(|page| page.count.unwrap_or(0)).collect();
    assert_eq!(counts, [53, 47]);
    // A limit that is met ends the page, whether or not there is more.
    assert!(query(&cloud, true, Some(100)).await[0].last_evaluated_key.is_some());
}

#[tokio::test]
async fn segments_of_a_scan_hold_everything_once() {
    let cloud = filled().await;
    for total in [1, 4, 7] {
        let mut seen = BTreeSet::new();
        let mut used = 0;
        for segment in 0..total {
            let mut start: Option<Item> = None;
            let before = seen.len();
            loop {
                let input = ScanInput {
                    table_name: "things".to_owned(),
                    segment: Some(segment),
                    total_segments: Some(total),
                    exclusive_start_key: start,
                    ..ScanInput::default()
                };
                let page = cloud.call::<ops::Scan>(input).await.expect("scanned");
                for item in page.items.into_iter().flatten() {
                    assert!(seen.insert(number(Some(&item), "sk")), "an item came twice");
                }
                start = page.last_evaluated_key;
                if start.is_none() {
                    break;
                }
            }
            used += i32::from(seen.len() > before);
        }
        assert_eq!(seen.len(), 300, "{total}");
        assert!(used > total / 2, "{used} of {total} segments hold something");
    }
}

#[tokio::test]
async fn a_batch_of_more_than_sixteen_megabytes_leaves_keys() {
    let cloud = cloud().await;
    cloud.table("things", true).await;
    let mut keys = Vec::new();
    for at in 0..60 {
        let key = [("pk", s("p")), ("sk", n(at))];
        keys.push(item(key.clone()));
        let [pk, sk] = key;
        let data = AttributeValue::B(vec![7; 390_000].into());
        cloud.put("things", item([pk, sk, ("data", data)])).await.expect("put");
    }
    let mut found = 0;
    let mut rounds = 0;
    while !keys.is_empty() {
        let asked = KeysAndAttributes { keys, ..KeysAndAttributes::default() };
        let input = BatchGetItemInput {
            request_items: [("things", asked)].into_iter().collect(),
            ..BatchGetItemInput::default()
        };
        let output = cloud.call::<ops::BatchGetItem>(input).await.expect("got");
        found += output.responses.and_then(|r| r.get("things").map(Vec::len)).unwrap_or(0);
        let left = output.unprocessed_keys.and_then(|left| left.get("things").cloned());
        keys = left.map(|left| left.keys).unwrap_or_default();
        rounds += 1;
    }
    assert_eq!((found, rounds), (60, 2));
}
