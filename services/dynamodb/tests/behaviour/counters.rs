//! Many writers of one item: nothing is lost, conditions hold to the last.

use gen_dynamodb::{UpdateItemInput, operations as ops};

use crate::common::{Cloud, cloud, item, n, number, s};

const WRITERS: usize = 64;
const EACH: usize = 10;

async fn update(
    cloud: &Cloud,
    update: &str,
    condition: Option<&str>,
    values: &[(&str, i64)],
) -> Result<(), kernel::ApiError> {
    let input = UpdateItemInput {
        table_name: "things".to_owned(),
        key: item([("pk", s("counter"))]),
        update_expression: Some(update.to_owned()),
        condition_expression: condition.map(str::to_owned),
        expression_attribute_values: Some(values.iter().map(|(k, v)| (*k, n(v))).collect()),
        ..UpdateItemInput::default()
    };
    cloud.call::<ops::UpdateItem>(input).await.map(drop)
}

/// Reads, and adds one only if nobody came in between.
async fn add_carefully(cloud: Cloud) -> usize {
    let mut refused = 0;
    for _ in 0..EACH {
        loop {
            let found = cloud.get("things", item([("pk", s("counter"))])).await;
            let seen = number(found.as_ref(), "careful");
            let values = [(":seen", seen), (":next", seen + 1)];
            match update(&cloud, "SET careful = :next", Some("careful = :seen"), &values).await {
                Ok(()) => break,
                Err(error) => {
                    assert_eq!(error.code(), "ConditionalCheckFailedException");
                    refused += 1;
                    tokio::task::yield_now().await;
                }
            }
        }
    }
    refused
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[expect(clippy::disallowed_methods, reason = "what happens at once is what is tested")]
async fn counters_by_many_writers_lose_nothing() {
    let cloud = cloud().await;
    cloud.table("things", false).await;
    let start = item([("pk", s("counter")), ("careful", n(0))]);
    cloud.put("things", start).await.expect("put");
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let cloud = cloud.clone();
            tokio::spawn(async move {
                if writer % 2 == 0 {
                    return add_carefully(cloud).await;
                }
                for _ in 0..EACH {
                    update(&cloud, "ADD quick :one", None, &[(":one", 1)]).await.expect("added");
                }
                0
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("written");
    }
    let end = cloud.get("things", item([("pk", s("counter"))])).await;
    let expected = i64::try_from(WRITERS / 2 * EACH).expect("a small number");
    assert_eq!(number(end.as_ref(), "careful"), expected);
    assert_eq!(number(end.as_ref(), "quick"), expected);
}
