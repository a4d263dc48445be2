//! Live tails: what comes in is shown to those who watch it, until three hours are over.

use std::time::Duration;

use gen_logs::StartLiveTailInput;
use gen_logs::operations as ops;
use schema::{BoxStream, Event};

use crate::behaviour::common::{Cloud, cloud};

async fn tail(cloud: &Cloud, pattern: Option<&str>, prefix: Option<&str>) -> BoxStream<Event> {
    let input = StartLiveTailInput {
        log_group_identifiers: vec!["arn:aws:logs:us-east-1:000000000000:log-group:g".to_owned()],
        log_event_filter_pattern: pattern.map(str::to_owned),
        log_stream_name_prefixes: prefix.map(|prefix| vec![prefix.to_owned()]),
        ..Default::default()
    };
    let output = cloud.call::<ops::StartLiveTail>(input).await.expect("a tail");
    output.response_stream.and_then(|stream| stream.take()).expect("a stream")
}

async fn next(stream: &mut BoxStream<Event>) -> Option<Event> {
    std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await
}

/// The members of an event, as it would be written.
fn debug(event: Option<Event>) -> String {
    schema_text(&*event.expect("an event").expect("no error"))
}

fn schema_text(event: &dyn schema::ShapeSer) -> String {
    let operation = <ops::StartLiveTail as schema::Operation>::INDEX;
    let schema = gen_logs::SCHEMA.get();
    let member = &schema.operations[operation].output().members[0];
    let members = kernel::Members::new(event, &member.target().members);
    ["sessionStart", "sessionUpdate"].map(|name| members.texts(name).join(",")).join("|")
}

#[tokio::test]
async fn new_events_are_shown() {
    let cloud = cloud().await;
    cloud.create("g", "web-1").await;
    cloud.create_stream("g", "db-1").await;
    cloud.put("g", "web-1", &[(0, "before")]).await.expect("put");
    let mut all = tail(&cloud, None, None).await;
    let mut errors = tail(&cloud, Some("ERROR"), Some("web-")).await;
    let start = debug(next(&mut all).await);
    assert!(start.contains("arn:aws:logs:us-east-1:000000000000:log-group:g"), "{start}");
    next(&mut errors).await.expect("a start").expect("no error");
    cloud.put("g", "db-1", &[(0, "ERROR in the base")]).await.expect("put");
    cloud.put("g", "web-1", &[(0, "ERROR here"), (1, "fine")]).await.expect("put");
    let shown = debug(next(&mut all).await);
    assert!(shown.contains("ERROR in the base") && shown.contains("fine"), "{shown}");
    assert!(shown.contains("000000000000:g") && !shown.contains("before"), "{shown}");
    let shown = debug(next(&mut errors).await);
    assert!(shown.contains("ERROR here") && !shown.contains("base"), "{shown}");
    assert!(!shown.contains("fine"), "{shown}");
}

#[tokio::test]
async fn a_session_shows_that_it_lives_and_ends() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let mut events = tail(&cloud, None, None).await;
    next(&mut events).await.expect("a start").expect("no error");
    cloud.advance(Duration::from_secs(1));
    let update = next(&mut events).await.expect("an update").expect("no error");
    assert!(!schema_text(&*update).contains("message"));
    cloud.advance(Duration::from_secs(3 * 3_600));
    let end = next(&mut events).await.expect("an end").err().expect("an error");
    assert_eq!(end.code(), "SessionTimeoutException");
    assert!(next(&mut events).await.is_none());
}

#[tokio::test]
async fn more_than_fits_is_a_sample() {
    let cloud = cloud().await;
    cloud.create("g", "s").await;
    let mut events = tail(&cloud, None, None).await;
    next(&mut events).await.expect("a start").expect("no error");
    let many: Vec<(i64, &str)> = (0..600).map(|n| (n, "x")).collect();
    cloud.put("g", "s", &many).await.expect("put");
    let shown = debug(next(&mut events).await);
    assert!(shown.contains("|true"), "sampled");
}
