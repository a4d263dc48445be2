//! Events that functions get without anybody waiting: tried again by the cloud's clock, and told of in the end. The functions
//! are real ones; where this machine has no Python for them, that is said.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clock::Clock;
use gen_iam::operations::{CreateRole, PutRolePolicy};
use gen_lambda::operations::{CreateFunction, GetFunction, Invoke, PutFunctionEventInvokeConfig};
use gen_logs::operations::FilterLogEvents;
use gen_sqs::operations::{CreateQueue, DeleteMessage, ReceiveMessage};
use kernel::{AccountId, ApiResult, Caller, Region};
use schema::{Bytes, Operation};
use stratus::Cloud;

pub(crate) type Outcome = Result<(), Box<dyn std::error::Error>>;

/// `main.py`: `handler` gives its event back, and raises `ValueError("as told")` for one in which `fail` stands.
const CODE: &str = "UEsDBBQAAAAIAAAAIVzKEluQZgAAAIQAAAAHAAAAbWFpbi5weS3LMQ7CMAxA0d2nsDK1EuIA3bkCu0Uc1Si1K8epenwg9M/vy7abB76bKQBkLriS5so+8cEaN3yZBp8xL4DfpGAqJDWh6JjuuW97++PL/HKSxvik2vnhbj4lahhWc5qHcY7uimODD1BLAQIUAxQAAAAIAAAAIVzKEluQZgAAAIQAAAAHAAAAAAAAAAAAAACkAQAAAABtYWluLnB5UEsFBgAAAAABAAEANQAAAIsAAAAAAA==";
const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;
const ALL: &str =
    r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
pub(crate) const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:told";

/// A cloud whose time stands, with a function and a queue.
pub(crate) struct Scene {
    pub(crate) cloud: Cloud,
    root: Arc<Caller>,
    region: Region,
    _folder: tempfile::TempDir,
}

impl Scene {
    pub(crate) async fn begin(dead_letter: bool) -> Result<Scene, Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let settings = functions::Settings::at(folder.path().join("functions"));
        let helper = compute::HelperCommand {
            program: Path::new(env!("CARGO_BIN_EXE_stratus")).to_owned(),
            args: vec![compute::HELPER_ARGUMENT.to_owned()],
        };
        let cloud = Cloud::builder().functions(settings, helper).start().await?;
        cloud.clock().freeze();
        let scene = Scene {
            cloud,
            root: Arc::new(Caller::root(AccountId::DEFAULT, "test")),
            region: Region::default_region(),
            _folder: folder,
        };
        scene.furnish(dead_letter).await?;
        Ok(scene)
    }

    async fn furnish(&self, dead_letter: bool) -> ApiResult<()> {
        self.call::<CreateRole>(gen_iam::CreateRoleRequest {
            role_name: "r".to_owned(),
            assume_role_policy_document: TRUST.to_owned(),
            ..Default::default()
        })
        .await?;
        self.call::<PutRolePolicy>(gen_iam::PutRolePolicyRequest {
            role_name: "r".to_owned(),
            policy_name: "all".to_owned(),
            policy_document: ALL.to_owned(),
        })
        .await?;
        self.call::<CreateQueue>(gen_sqs::CreateQueueRequest {
            queue_name: "told".to_owned(),
            ..Default::default()
        })
        .await?;
        let target_arn = Some(QUEUE.to_owned()).filter(|_| dead_letter);
        self.make(gen_lambda::CreateFunctionRequest {
            function_name: "f".to_owned(),
            dead_letter_config: Some(gen_lambda::DeadLetterConfig { target_arn }),
            ..Default::default()
        })
        .await
    }

    /// Makes a function, of our code if it has none of its own, and waits until it can be called.
    pub(crate) async fn make(&self, given: gen_lambda::CreateFunctionRequest) -> ApiResult<()> {
        let function_name = given.function_name.clone();
        self.call::<CreateFunction>(gen_lambda::CreateFunctionRequest {
            runtime: Some("python3.12".to_owned()),
            role: "arn:aws:iam::000000000000:role/r".to_owned(),
            handler: Some("main.handler".to_owned()),
            timeout: Some(20),
            code: match given.code.zip_file {
                Some(_) => given.code.clone(),
                None => gen_lambda::FunctionCode {
                    zip_file: Some(Bytes::from(STANDARD.decode(CODE).expect("base64"))),
                    ..Default::default()
                },
            },
            ..given
        })
        .await?;
        self.advance(1).await;
        loop {
            let input = gen_lambda::GetFunctionRequest {
                function_name: function_name.clone(),
                qualifier: None,
            };
            let found = self.call::<GetFunction>(input).await?;
            let state = found.configuration.and_then(|configuration| configuration.state);
            if state.as_deref() == Some("Active") {
                return Ok(());
            }
            pause(50).await;
        }
    }

    pub(crate) async fn call<Op: Operation>(&self, input: Op::Input) -> ApiResult<Op::Output> {
        self.cloud.kernel().run_as::<Op>("test", &self.root, &self.region, input).await
    }

    async fn configure(&self, retries: i32, age: i32, destination: bool) -> ApiResult<()> {
        let told = || Some(QUEUE.to_owned()).filter(|_| destination);
        self.call::<PutFunctionEventInvokeConfig>(gen_lambda::PutFunctionEventInvokeConfigRequest {
            function_name: "f".to_owned(),
            qualifier: None,
            maximum_retry_attempts: Some(retries),
            maximum_event_age_in_seconds: Some(age),
            destination_config: Some(gen_lambda::DestinationConfig {
                on_success: Some(gen_lambda::OnSuccess { destination: told() }),
                on_failure: Some(gen_lambda::OnFailure { destination: told() }),
            }),
        })
        .await
        .map(drop)
    }

    pub(crate) async fn event(&self, function: &str, payload: &'static str) -> ApiResult<()> {
        self.call::<Invoke>(gen_lambda::InvocationRequest {
            function_name: function.to_owned(),
            invocation_type: Some("Event".to_owned()),
            payload: Some(Bytes::from_static(payload.as_bytes())),
            ..Default::default()
        })
        .await
        .map(drop)
    }

    /// The function is there and answers.
    pub(crate) async fn check_runs(&self) {
        let input = gen_lambda::InvocationRequest {
            function_name: "f".to_owned(),
            payload: Some(Bytes::from_static(b"{}")),
            ..Default::default()
        };
        let answer = self.call::<Invoke>(input).await.expect("this machine has a Python");
        assert_eq!(answer.function_error, None, "{:?}", answer.payload);
    }

    pub(crate) async fn advance(&self, seconds: u64) {
        self.cloud.clock().advance(Duration::from_secs(seconds));
        self.cloud.kernel().settle().await.expect("what is due can be done");
    }

    /// How often the function has ended a call, as its log tells.
    pub(crate) async fn ends(&self) -> usize {
        let input = gen_logs::FilterLogEventsRequest {
            log_group_name: Some("/aws/lambda/f".to_owned()),
            filter_pattern: Some("\"REPORT RequestId\"".to_owned()),
            ..Default::default()
        };
        match self.call::<FilterLogEvents>(input).await {
            Ok(found) => found.events.map_or(0, |events| events.len()),
            Err(_) => 0,
        }
    }

    /// Waits for the `count`th call to be over, and for what follows from it.
    pub(crate) async fn ended(&self, count: usize) {
        for _ in 0..400 {
            if self.ends().await >= count {
                pause(200).await;
                return;
            }
            pause(50).await;
        }
        panic!("the function was called {} times, not {count}", self.ends().await);
    }

    /// Takes the next message of the queue: its body, and its attributes.
    pub(crate) async fn told(&self) -> (String, gen_sqs::Message) {
        let input = gen_sqs::ReceiveMessageRequest {
            queue_url: "/000000000000/told".to_owned(),
            wait_time_seconds: Some(20),
            message_attribute_names: Some(vec!["All".to_owned()]),
            ..Default::default()
        };
        let received = self.call::<ReceiveMessage>(input);
        let received = tokio::time::timeout(Duration::from_secs(20), received).await;
        let messages = received.expect("a message comes").expect("the queue answers").messages;
        let message = messages.unwrap_or_default().remove(0);
        // Or it is told again once the hidden time is over.
        let input = gen_sqs::DeleteMessageRequest {
            queue_url: "/000000000000/told".to_owned(),
            receipt_handle: message.receipt_handle.clone().unwrap_or_default(),
        };
        self.call::<DeleteMessage>(input).await.expect("the message is there");
        (message.body.clone().unwrap_or_default(), message)
    }

    pub(crate) async fn is_silent(&self) -> bool {
        let input = gen_sqs::ReceiveMessageRequest {
            queue_url: "/000000000000/told".to_owned(),
            ..Default::default()
        };
        let received = self.call::<ReceiveMessage>(input).await.expect("the queue answers");
        received.messages.unwrap_or_default().is_empty()
    }
}

/// Functions run in real time, whatever the cloud's clock shows.
pub(crate) async fn pause(millis: u64) {
    let real = Clock::system();
    real.sleep_until(real.now().plus(Duration::from_millis(millis))).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_event_is_tried_after_one_and_two_minutes_and_becomes_a_dead_letter() -> Outcome {
    let scene = Scene::begin(true).await?;
    scene.check_runs().await;
    let before = 1;
    scene.event("f", r#"{"fail":true}"#).await?;
    scene.ended(before + 1).await;
    for (wait, calls) in [(59, 1), (1, 2), (119, 2), (1, 3)] {
        // Before the clock moves: the last call may be over as soon as it has.
        assert!(scene.is_silent().await, "a dead letter comes only in the end");
        scene.advance(wait).await;
        scene.ended(before + calls).await;
        assert_eq!(scene.ends().await, before + calls, "after {wait} s more");
    }
    let (body, message) = scene.told().await;
    assert_eq!(body, r#"{"fail":true}"#);
    let attributes = message.message_attributes.unwrap_or_default();
    let text = |name: &str| attributes.get(name).and_then(|value| value.string_value.clone());
    assert_eq!(text("ErrorCode").as_deref(), Some("200"));
    assert_eq!(text("ErrorMessage").as_deref(), Some("as told"));
    assert_eq!(text("RequestID").map(|id| id.len()), Some(36));
    scene.cloud.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_that_would_be_too_old_is_given_up_at_once() -> Outcome {
    let scene = Scene::begin(false).await?;
    scene.check_runs().await;
    scene.configure(2, 100, true).await?;
    scene.event("f", r#"{"fail":true}"#).await?;
    scene.ended(2).await;
    scene.advance(60).await;
    let (body, _) = scene.told().await;
    // The second retry would be at 180 s.
    for part in [r#""condition":"EventAgeExceeded""#, r#""approximateInvokeCount":2"#] {
        assert!(body.contains(part), "{body}");
    }
    scene.event("f", r#"{"n":1}"#).await?;
    let (body, _) = scene.told().await;
    for part in [r#""condition":"Success""#, r#""responsePayload":{"n": 1}"#] {
        assert!(body.contains(part), "{body}");
    }
    scene.cloud.stop().await?;
    Ok(())
}
