//! Queries: they run as jobs, over several groups, and are forgotten after a week.

use std::time::Duration;

use gen_logs::operations as ops;
use gen_logs::{GetQueryResultsInput, GetQueryResultsOutput, StartQueryInput, StopQueryInput};

use crate::behaviour::common::{Cloud, Outcome, cloud};

async fn start(cloud: &Cloud, groups: &[&str], query: &str) -> String {
    let now = cloud.now() / 1_000;
    let input = StartQueryInput {
        log_group_names: Some(groups.iter().map(|group| (*group).to_owned()).collect()),
        start_time: now - 600,
        end_time: now + 600,
        query_string: query.to_owned(),
        ..Default::default()
    };
    cloud.call::<ops::StartQuery>(input).await.expect("started").query_id.expect("an id")
}

async fn results(cloud: &Cloud, id: &str) -> Outcome<GetQueryResultsOutput> {
    let input = GetQueryResultsInput { query_id: id.to_owned(), ..Default::default() };
    cloud.call::<ops::GetQueryResults>(input).await
}

/// Rows of a query that has ended; pointers are left out.
async fn ended(cloud: &Cloud, id: &str) -> Vec<String> {
    for _ in 0..10_000 {
        cloud.settle().await;
        let found = results(cloud, id).await.expect("results");
        if found.status.as_deref() == Some("Complete") {
            let show = |row: Vec<gen_logs::ResultField>| {
                let all = row.into_iter().filter(|field| field.field.as_deref() != Some("@ptr"));
                all.filter_map(|field| field.value).collect::<Vec<_>>().join(" ")
            };
            return found.results.unwrap_or_default().into_iter().map(show).collect();
        }
        tokio::task::yield_now().await;
    }
    panic!("it does not end");
}

#[tokio::test]
async fn groups_are_queried_together_the_latest_first() {
    let cloud = cloud().await;
    cloud.create("a", "s").await;
    cloud.create("b", "s").await;
    cloud.put("a", "s", &[(0, "one"), (200, "three"), (300, "four")]).await.expect("put");
    cloud.put("b", "s", &[(100, "two"), (400, "five")]).await.expect("put");
    let id = start(&cloud, &["a", "b"], "fields @message, @log | limit 4").await;
    let expected = [
        "five 000000000000:b",
        "four 000000000000:a",
        "three 000000000000:a",
        "two 000000000000:b",
    ];
    assert_eq!(ended(&cloud, &id).await, expected);
    let id = start(&cloud, &["a", "b"], "stats count(*) by @log").await;
    assert_eq!(ended(&cloud, &id).await, ["000000000000:a 3", "000000000000:b 2"]);
    let found = results(&cloud, &id).await.expect("results").statistics.expect("statistics");
    assert_eq!((found.records_scanned, found.records_matched), (Some(5.0), Some(5.0)));
}

#[tokio::test]
async fn a_query_is_stopped_and_forgotten() {
    let cloud = cloud().await;
    cloud.create("a", "s").await;
    let id = start(&cloud, &["a"], "fields @message").await;
    let stop = StopQueryInput { query_id: id.clone() };
    cloud.call::<ops::StopQuery>(stop.clone()).await.expect("stopped");
    for _ in 0..100 {
        cloud.settle().await;
        tokio::task::yield_now().await;
    }
    let found = results(&cloud, &id).await.expect("results");
    assert_eq!(found.status.as_deref(), Some("Cancelled"));
    let again = cloud.call::<ops::StopQuery>(stop).await.expect_err("it does not run");
    assert_eq!(again.code(), "InvalidParameterException");
    cloud.advance(Duration::from_secs(7 * 86_400));
    cloud.settle().await;
    assert_eq!(results(&cloud, &id).await.expect_err("gone").code(), "ResourceNotFoundException");
}
