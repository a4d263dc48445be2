//! A day in the life of functions, in seconds: what is tried again, given up, seen again and ended by the clock, over 24 hours.

use gen_dynamodb::operations::{CreateTable, PutItem};
use gen_dynamodb::{
    AttributeDefinition, AttributeValue, CreateTableInput, KeySchemaElement, PutItemInput,
    StreamSpecification,
};
use gen_kms::operations::{CreateKey, DisableKey, EnableKey};
use gen_lambda::operations::{CreateEventSourceMapping, PutFunctionEventInvokeConfig};
use gen_lambda::{
    CreateEventSourceMappingRequest, CreateFunctionRequest, DestinationConfig, Environment,
    OnFailure, OnSuccess, PutFunctionEventInvokeConfigRequest,
};
use gen_logs::DescribeLogStreamsRequest;
use gen_logs::operations::DescribeLogStreams;
use gen_sqs::operations::{CreateQueue, ReceiveMessage, SendMessage};
use gen_sqs::{CreateQueueRequest, ReceiveMessageRequest, SendMessageRequest};
use kernel::ApiResult;

use crate::events::{Outcome, QUEUE, Scene, pause};

const HOUR: u64 = 3_600;
const DEAD: &str =
    r#"{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dead","maxReceiveCount":3}"#;

fn to_queue() -> DestinationConfig {
    DestinationConfig {
        on_failure: Some(OnFailure { destination: Some(QUEUE.to_owned()) }),
        ..DestinationConfig::default()
    }
}

impl Scene {
    /// Environments that there have been: each writes a log stream of its own.
    async fn environments(&self) -> usize {
        let input = DescribeLogStreamsRequest {
            log_group_name: Some("/aws/lambda/f".to_owned()),
            ..DescribeLogStreamsRequest::default()
        };
        let found = self.call::<DescribeLogStreams>(input).await.expect("there is a log");
        found.log_streams.map_or(0, |streams| streams.len())
    }

    async fn queue(&self, name: &str, attributes: &[(&str, &str)]) -> ApiResult<()> {
        let attributes = attributes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
        let input = CreateQueueRequest {
            queue_name: name.to_owned(),
            attributes: Some(attributes.collect()),
            ..CreateQueueRequest::default()
        };
        self.call::<CreateQueue>(input).await.map(drop)
    }

    /// A table; the ARN of its stream.
    async fn table(&self) -> ApiResult<String> {
        let input = CreateTableInput {
            table_name: "changes".to_owned(),
            attribute_definitions: Some(vec![AttributeDefinition {
                attribute_name: "id".to_owned(),
                attribute_type: "S".to_owned(),
            }]),
            key_schema: Some(vec![KeySchemaElement {
                attribute_name: "id".to_owned(),
                key_type: "HASH".to_owned(),
            }]),
            billing_mode: Some("PAY_PER_REQUEST".to_owned()),
            stream_specification: Some(StreamSpecification {
                stream_enabled: true,
                stream_view_type: Some("NEW_IMAGE".to_owned()),
            }),
            ..CreateTableInput::default()
        };
        let made = self.call::<CreateTable>(input).await?.table_description;
        self.advance(1).await;
        Ok(made.and_then(|table| table.latest_stream_arn).expect("a stream"))
    }

    async fn map(&self, input: CreateEventSourceMappingRequest) -> ApiResult<()> {
        let function_name = "f".to_owned();
        let input = CreateEventSourceMappingRequest { function_name, ..input };
        self.call::<CreateEventSourceMapping>(input).await?;
        self.advance(1).await;
        Ok(())
    }
}

/// An event fails at once, after one and after two minutes more, and is a dead letter then.
async fn a_failing_event(scene: &Scene, calls: &mut usize) -> ApiResult<()> {
    scene.event("f", r#"{"fail":1}"#).await?;
    scene.ended(*calls + 1).await;
    for (wait, more) in [(59, 1), (1, 2), (119, 2), (1, 3)] {
        scene.advance(wait).await;
        scene.ended(*calls + more).await;
        assert_eq!(scene.ends().await, *calls + more, "after {wait} s more");
    }
    *calls += 3;
    assert_eq!(scene.told().await.0, r#"{"fail":1}"#);
    Ok(())
}

/// An environment is there for ten minutes after its last call.
async fn an_idle_environment(scene: &Scene, calls: &mut usize) {
    let before = scene.environments().await;
    for (wait, more) in [(590, 0), (590, 0), (601, 1)] {
        scene.advance(wait).await;
        pause(300).await;
        scene.check_runs().await;
        *calls += 1;
        scene.ended(*calls).await;
        assert_eq!(scene.environments().await, before + more, "after {wait} s more");
    }
}

/// A record of a stream is brought three times, one and two seconds apart, and told of.
async fn a_failing_record(scene: &Scene, calls: &mut usize) -> ApiResult<()> {
    let stream = scene.table().await?;
    scene
        .map(CreateEventSourceMappingRequest {
            event_source_arn: Some(stream),
            starting_position: Some("TRIM_HORIZON".to_owned()),
            maximum_retry_attempts: Some(2),
            destination_config: Some(to_queue()),
            ..CreateEventSourceMappingRequest::default()
        })
        .await?;
    let key = ("id".to_owned(), AttributeValue::S("fail".to_owned()));
    let item = [key].into_iter().collect();
    let input = PutItemInput { table_name: "changes".to_owned(), item, ..PutItemInput::default() };
    scene.call::<PutItem>(input).await?;
    scene.ended(*calls + 1).await;
    for (wait, more) in [(1, 2), (1, 2), (1, 3)] {
        scene.advance(wait).await;
        scene.ended(*calls + more).await;
        assert_eq!(scene.ends().await, *calls + more);
    }
    *calls += 3;
    let (body, _) = scene.told().await;
    for part in [r#""condition":"RetryAttemptsExhausted""#, r#""approximateInvokeCount":3"#] {
        assert!(body.contains(part), "{body}");
    }
    Ok(())
}

/// A message that the function does not take is seen again each hour, until its queue has had enough.
async fn a_failing_message(scene: &Scene, calls: &mut usize) -> ApiResult<()> {
    scene.queue("dead", &[]).await?;
    scene.queue("work", &[("VisibilityTimeout", "3600"), ("RedrivePolicy", DEAD)]).await?;
    let source = "arn:aws:sqs:us-east-1:000000000000:work".to_owned();
    let input = CreateEventSourceMappingRequest {
        event_source_arn: Some(source),
        ..CreateEventSourceMappingRequest::default()
    };
    scene.map(input).await?;
    let input = SendMessageRequest {
        queue_url: "/000000000000/work".to_owned(),
        message_body: "fail".to_owned(),
        ..SendMessageRequest::default()
    };
    scene.call::<SendMessage>(input).await?;
    scene.ended(*calls + 1).await;
    for (wait, more) in [(HOUR - 1, 1), (1, 2), (HOUR - 1, 2), (1, 3), (HOUR, 3)] {
        scene.advance(wait).await;
        scene.ended(*calls + more).await;
        assert_eq!(scene.ends().await, *calls + more, "after {wait} s more");
    }
    *calls += 3;
    let input = ReceiveMessageRequest {
        queue_url: "/000000000000/dead".to_owned(),
        wait_time_seconds: Some(20),
        ..ReceiveMessageRequest::default()
    };
    let got = scene.call::<ReceiveMessage>(input).await?.messages.unwrap_or_default();
    assert_eq!(got.len(), 1, "what nobody takes ends in the dead-letter queue");
    Ok(())
}

/// A function `g` that cannot be called, since the key of its variables is disabled; the key's id.
async fn a_locked_function(scene: &Scene, told: DestinationConfig) -> ApiResult<String> {
    let key = scene.call::<CreateKey>(gen_kms::CreateKeyRequest::default()).await?.key_metadata;
    let key = key.expect("a key");
    let variables = [("A".to_owned(), "B".to_owned())].into_iter().collect();
    scene
        .make(CreateFunctionRequest {
            function_name: "g".to_owned(),
            kms_key_arn: key.arn.clone(),
            environment: Some(Environment { variables: Some(variables) }),
            ..CreateFunctionRequest::default()
        })
        .await?;
    let config = PutFunctionEventInvokeConfigRequest {
        function_name: "g".to_owned(),
        destination_config: Some(told),
        ..PutFunctionEventInvokeConfigRequest::default()
    };
    scene.call::<PutFunctionEventInvokeConfig>(config).await?;
    let key_id = key.key_id.expect("an id");
    let input = gen_kms::DisableKeyRequest { key_id: key_id.clone() };
    scene.call::<DisableKey>(input).await?;
    Ok(key_id)
}

/// An event of a function that cannot be called is tried for six hours: the next try after the last would come too late.
async fn an_old_event(scene: &Scene) -> ApiResult<()> {
    a_locked_function(scene, to_queue()).await?;
    scene.event("g", "{}").await?;
    for step in 0..6 * 12 - 1 {
        assert!(scene.is_silent().await, "after {step} times five minutes");
        scene.advance(HOUR / 12).await;
        pause(30).await;
    }
    let (body, _) = scene.told().await;
    for part in [r#""condition":"EventAgeExceeded""#, r#""approximateInvokeCount":0"#] {
        assert!(body.contains(part), "{body}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_of_functions() -> Outcome {
    let scene = Scene::begin(true).await?;
    let dawn = scene.cloud.clock().now();
    scene.check_runs().await;
    let mut calls = 1;
    a_failing_event(&scene, &mut calls).await?;
    an_idle_environment(&scene, &mut calls).await;
    a_failing_record(&scene, &mut calls).await?;
    a_failing_message(&scene, &mut calls).await?;
    an_old_event(&scene).await?;
    while scene.cloud.clock().now().since(dawn).as_secs() < 24 * HOUR {
        scene.advance(HOUR).await;
    }
    pause(300).await;
    assert!(scene.is_silent().await, "nobody is told twice");
    assert_eq!(scene.ends().await, calls, "nothing is called once more");
    scene.check_runs().await;
    scene.cloud.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn events_in_line_go_on_as_soon_as_their_function_takes_one() -> Outcome {
    let scene = Scene::begin(false).await?;
    let told = DestinationConfig {
        on_success: Some(OnSuccess { destination: Some(QUEUE.to_owned()) }),
        ..DestinationConfig::default()
    };
    let key_id = a_locked_function(&scene, told).await?;
    scene.event("g", r#"{"n":1}"#).await?;
    scene.advance(0).await;
    scene.event("g", r#"{"n":2}"#).await?;
    for wait in [0, 1, 2, 4, 8, 16, 32] {
        scene.advance(wait).await;
        pause(50).await;
    }
    scene.call::<EnableKey>(gen_kms::EnableKeyRequest { key_id }).await?;
    assert!(scene.is_silent().await, "both wait for another minute");
    scene.event("g", r#"{"n":3}"#).await?;
    let mut bodies = Vec::new();
    for _ in 0..3 {
        bodies.push(scene.told().await.0);
    }
    for n in 1..=3 {
        let part = format!(r#""requestPayload":{{"n":{n}}}"#);
        assert!(bodies.iter().any(|body| body.contains(&part)), "{part}: {bodies:?}");
    }
    scene.cloud.stop().await?;
    Ok(())
}
