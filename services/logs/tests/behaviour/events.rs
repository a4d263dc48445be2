//! Order and pages over many chunks, what a big batch costs, what is deleted, and concurrent writers.

use std::time::Duration;

use gen_logs::operations as ops;
use gen_logs::{
    DeleteLogGroupInput, DescribeLogGroupsInput, FilterLogEventsInput, GetLogEventsInput,
    InputLogEvent, PutLogEventsInput, PutRetentionPolicyInput,
};

use crate::behaviour::common::{Cloud, cloud};

/// Pseudo-random numbers, the same in every run.
fn noise(state: &mut u64) -> u64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
    *state >> 33
}

/// Writes batches that overlap in time, some of them long; the messages say their order.
async fn scattered(cloud: &Cloud, streams: &[&str]) -> Vec<(i64, String)> {
    let (mut state, mut all) = (5, Vec::new());
    for batch in 0..60 {
        let stream = streams[batch % streams.len()];
        let start = -(noise(&mut state) as i64 % 300_000) - 200_000;
        let step = [1, 40, 9_000][batch % 3];
        let at: Vec<i64> = (0..20).map(|n| start + n * step).collect();
        let messages: Vec<String> = (0..20).map(|n| format!("{batch:02}-{n:02}")).collect();
        let events: Vec<(i64, &str)> =
            at.iter().copied().zip(messages.iter().map(String::as_str)).collect();
        cloud.put("g", stream, &events).await.expect("put");
        all.extend(at.into_iter().zip(messages));
    }
    // Of the same time, what came in first comes first.
    all.sort_by_key(|(at, _)| *at);
    all
}

async fn page(
    cloud: &Cloud,
    token: Option<String>,
    head: bool,
) -> (Vec<String>, Option<String>, Option<String>) {
    let input = GetLogEventsInput {
        log_group_name: Some("g".to_owned()),
        log_stream_name: "s".to_owned(),
        start_from_head: Some(head),
        next_token: token,
        limit: Some(37),
        ..Default::default()
    };
    let page = cloud.call::<ops::GetLogEvents>(input).await.expect("a page");
    let messages = page.events.unwrap_or_default().into_iter().filter_map(|event| event.message);
    (messages.collect(), page.next_forward_token, page.next_backward_token)
}

#[tokio::test]
async fn pages_have_all_events_in_order_in_both_directions() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let expected = scattered(&cloud, &["s"]).await;
    let expected: Vec<String> = expected.into_iter().map(|(_, message)| message).collect();
    let (mut found, mut token) = (Vec::new(), None);
    loop {
        let (messages, forward, _) = page(&cloud, token.clone(), true).await;
        if messages.is_empty() {
            assert_eq!(forward, token, "the token at the end stays");
            break;
        }
        found.extend(messages);
        token = forward;
    }
    assert_eq!(found, expected, "forwards");
    let (mut found, mut token) = (Vec::new(), None);
    loop {
        let (messages, _, backward) = page(&cloud, token, false).await;
        if messages.is_empty() {
            break;
        }
        found.splice(0..0, messages);
        token = backward;
    }
    assert_eq!(found, expected, "backwards");
}

#[tokio::test]
async fn streams_are_merged_by_time() {
    let cloud = cloud().await;
    cloud.create("g", "a").await;
    cloud.create_stream("g", "b").await;
    cloud.create_stream("g", "c").await;
    let expected = scattered(&cloud, &["a", "b", "c"]).await;
    let (mut found, mut token) = (Vec::new(), None);
    loop {
        let input = FilterLogEventsInput {
            log_group_name: Some("g".to_owned()),
            filter_pattern: Some("-\"00-\"".to_owned()),
            limit: Some(41),
            next_token: token,
            ..Default::default()
        };
        let page = cloud.call::<ops::FilterLogEvents>(input).await.expect("a page");
        found.extend(page.events.unwrap_or_default().into_iter().filter_map(|event| event.message));
        token = page.next_token;
        if token.is_none() {
            break;
        }
    }
    let wanted = expected.into_iter().map(|(_, message)| message);
    let wanted: Vec<String> = wanted.filter(|message| !message.contains("00-")).collect();
    assert_eq!(found, wanted);
}

#[tokio::test]
async fn ten_thousand_events_are_one_batch() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let event =
        |n: i64| InputLogEvent { timestamp: cloud.now() + n / 100, message: format!("{n:060}") };
    let input = PutLogEventsInput {
        log_group_name: "g".to_owned(),
        log_stream_name: "s".to_owned(),
        log_events: (0..10_000).map(event).collect(),
        ..Default::default()
    };
    cloud.call::<ops::PutLogEvents>(input).await.expect("put");
    let messages = cloud.messages("g", "s").await.expect("messages");
    assert_eq!(messages.len(), 10_000);
    assert!(messages.is_sorted());
}

#[tokio::test]
async fn what_is_expired_is_deleted_with_its_bytes() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    for n in 0..200 {
        cloud.put("g", "s", &[(n * 60_000 - 200 * 60_000, "1234")]).await.expect("put");
    }
    let input = PutRetentionPolicyInput { log_group_name: "g".to_owned(), retention_in_days: 3 };
    cloud.call::<ops::PutRetentionPolicy>(input).await.expect("put");
    let stored = async || {
        let input = DescribeLogGroupsInput::default();
        let groups = cloud.call::<ops::DescribeLogGroups>(input).await.expect("groups").log_groups;
        groups.and_then(|groups| groups.first().and_then(|group| group.stored_bytes))
    };
    assert_eq!(stored().await, Some(200 * 30));
    cloud.advance(Duration::from_secs(3 * 86_400 - 100 * 60));
    cloud.settle().await;
    assert_eq!(cloud.messages("g", "s").await.expect("messages").len(), 100);
    assert_eq!(stored().await, Some(100 * 30));
    cloud.advance(Duration::from_secs(100 * 60 + 3_600));
    cloud.settle().await;
    assert_eq!(stored().await, Some(0));
    // An event that comes in late expires soon.
    cloud.put("g", "s", &[(-3 * 86_400_000 + 60_000, "1234")]).await.expect("put");
    assert_eq!(stored().await, Some(30));
    cloud.advance(Duration::from_secs(86_400));
    cloud.settle().await;
    assert_eq!(stored().await, Some(0));
    cloud.put("g", "s", &[(0, "1234")]).await.expect("put");
    cloud.advance(Duration::from_secs(90 * 86_400));
    cloud.settle().await;
    assert_eq!(stored().await, Some(0));
}

#[tokio::test]
async fn a_new_group_has_nothing_of_the_old_one() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    cloud.put("g", "s", &[(0, "old")]).await.expect("put");
    let input = DeleteLogGroupInput { log_group_name: "g".to_owned() };
    cloud.call::<ops::DeleteLogGroup>(input).await.expect("deleted");
    cloud.create("g", "s").await;
    assert!(cloud.messages("g", "s").await.expect("messages").is_empty());
    cloud.settle().await;
    cloud.put("g", "s", &[(0, "new")]).await.expect("put");
    cloud.settle().await;
    assert_eq!(cloud.messages("g", "s").await.expect("messages"), ["new"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
#[allow(clippy::disallowed_methods, reason = "writers at the same time are what is tested")]
async fn writers_at_the_same_time_lose_nothing() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let cloud = cloud.clone();
            tokio::spawn(async move {
                for n in 0..25 {
                    let message = format!("{writer}-{n}");
                    cloud.put("g", "s", &[(n, &message)]).await.expect("put");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("it ends");
    }
    assert_eq!(cloud.messages("g", "s").await.expect("messages").len(), 200);
}
