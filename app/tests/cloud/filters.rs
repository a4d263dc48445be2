//! Filters of a mapping under a key: while the key lets nobody in, nothing is brought; and what mappings count.

use gen_kms::operations::{CreateKey, DisableKey, EnableKey};
use gen_lambda::operations::{CreateEventSourceMapping, UpdateEventSourceMapping};
use gen_lambda::{
    CreateEventSourceMappingRequest, EventSourceMappingMetricsConfig, Filter, FilterCriteria,
    UpdateEventSourceMappingRequest,
};
use gen_sqs::operations::{CreateQueue, SendMessage};
use gen_sqs::{CreateQueueRequest, SendMessageRequest};

use crate::events::{Outcome, Scene, pause};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_brought_without_the_key_of_the_filters() -> Outcome {
    let scene = Scene::begin(false).await?;
    scene.check_runs().await;
    let queue = CreateQueueRequest { queue_name: "work".to_owned(), ..Default::default() };
    scene.call::<CreateQueue>(queue).await?;
    let key = scene.call::<CreateKey>(gen_kms::CreateKeyRequest::default()).await?.key_metadata;
    let key = key.expect("a key");
    let key_id = key.key_id.expect("an id");
    let pattern = Some(r#"{"body":{"n":[1]}}"#.to_owned());
    let made = scene
        .call::<CreateEventSourceMapping>(CreateEventSourceMappingRequest {
            function_name: "f".to_owned(),
            event_source_arn: Some("arn:aws:sqs:us-east-1:000000000000:work".to_owned()),
            enabled: Some(false),
            kms_key_arn: key.arn,
            filter_criteria: Some(FilterCriteria { filters: Some(vec![Filter { pattern }]) }),
            metrics_config: Some(EventSourceMappingMetricsConfig {
                metrics: Some(vec!["EventCount".to_owned()]),
            }),
            ..CreateEventSourceMappingRequest::default()
        })
        .await?;
    scene.call::<DisableKey>(gen_kms::DisableKeyRequest { key_id: key_id.clone() }).await?;
    let uuid = made.uuid.expect("an id");
    scene
        .call::<UpdateEventSourceMapping>(UpdateEventSourceMappingRequest {
            uuid: uuid.clone(),
            enabled: Some(true),
            ..UpdateEventSourceMappingRequest::default()
        })
        .await?;
    for body in [r#"{"n":1}"#, r#"{"n":2}"#] {
        let input = SendMessageRequest {
            queue_url: "/000000000000/work".to_owned(),
            message_body: body.to_owned(),
            ..SendMessageRequest::default()
        };
        scene.call::<SendMessage>(input).await?;
    }
    for wait in [1, 5, 30, 120] {
        scene.advance(wait).await;
        pause(100).await;
        assert_eq!(scene.ends().await, 1, "nobody can read the filters");
    }
    scene.call::<EnableKey>(gen_kms::EnableKeyRequest { key_id }).await?;
    for _ in 0..200 {
        scene.advance(1).await;
        pause(20).await;
        if scene.ends().await > 1 {
            break;
        }
    }
    scene.ended(2).await;
    assert_eq!(scene.ends().await, 2, "the other message is filtered out");
    for (metric, count) in [
        ("PolledEventCount", 2),
        ("FilteredOutEventCount", 1),
        ("InvokedEventCount", 1),
        ("DeletedEventCount", 1),
    ] {
        let line = format!(
            r#"stratus_lambda_mapping_events_total{{mapping="{uuid}",metric="{metric}"}} {count}"#
        );
        let all = scene.cloud.kernel().metrics().prometheus();
        assert!(all.lines().any(|own| own == line), "{line}\n{all}");
    }
    scene.cloud.stop().await?;
    Ok(())
}
