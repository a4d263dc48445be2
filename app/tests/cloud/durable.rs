//! Durable functions without a library: what their answers come to, by the cloud's clock. What AWS's own libraries make of them is seen
//! in `sdk-tests/functions/test_durable.py`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_lambda::operations::{
    DeleteFunction, GetDurableExecution, GetDurableExecutionHistory, Invoke,
};
use gen_lambda::{
    CreateFunctionRequest, DurableConfig, FunctionCode, GetDurableExecutionHistoryRequest,
    GetDurableExecutionRequest, GetDurableExecutionResponse, InvocationRequest,
};
use schema::Bytes;

use crate::events::{Outcome, Scene, pause};

/// `main.py`: `handler` answers with what the execution was given, and raises `ValueError("as told")` when that has no `Status`.
const CODE: &str = "UEsDBBQAAAAIAAAAISCy77kWoQAAAOYAAAAHAAAAbWFpbi5weT2OvQoCMRCE+zzFkuoORKwFO6+wUhBsjiuWyx5GYnJsNnK+vfkBp9vhm5m17zWwwCsGr5ShBZ7ojSPu6ENedjAHL7RJf1SQJcEZOFV67wKa2LBRX7wVi27YaE5ig78LCulp1NeVGIsT83XIxh85k6B1xc7pNckNv6VST32dsgvo0pKiBh8ErK/r7Y8iRhsJHugSDcyBO42xIroVMEniFlI/UEsBAhQDFAAAAAgAAAAhILLvuRahAAAA5gAAAAcAAAAAAAAAAAAAAKQBAAAAAG1haW4ucHlQSwUGAAAAAAEAAQA1AAAAxgAAAAAA";

async fn begin() -> Result<Scene, Box<dyn std::error::Error>> {
    let scene = Scene::begin(false).await?;
    scene.check_runs().await;
    scene
        .make(CreateFunctionRequest {
            function_name: "d".to_owned(),
            durable_config: Some(DurableConfig {
                execution_timeout: Some(600),
                retention_period_in_days: Some(1),
                ..DurableConfig::default()
            }),
            code: FunctionCode {
                zip_file: Some(Bytes::from(STANDARD.decode(CODE)?)),
                ..FunctionCode::default()
            },
            ..CreateFunctionRequest::default()
        })
        .await?;
    Ok(scene)
}

fn request(kind: &str, payload: &'static str) -> InvocationRequest {
    InvocationRequest {
        function_name: "d:$LATEST".to_owned(),
        invocation_type: Some(kind.to_owned()),
        payload: Some(Bytes::from_static(payload.as_bytes())),
        ..InvocationRequest::default()
    }
}

/// Begins an execution that nobody waits for; gives its ARN.
async fn start(scene: &Scene, payload: &'static str) -> Result<String, Box<dyn std::error::Error>> {
    let told = scene.call::<Invoke>(request("Event", payload)).await?;
    Ok(told.durable_execution_arn.expect("an execution has begun"))
}

async fn get(scene: &Scene, arn: &str) -> GetDurableExecutionResponse {
    let input = GetDurableExecutionRequest {
        durable_execution_arn: arn.to_owned(),
        ..GetDurableExecutionRequest::default()
    };
    scene.call::<GetDurableExecution>(input).await.expect("the execution is there")
}

/// How many invocations of it have ended.
async fn invocations(scene: &Scene, arn: &str) -> usize {
    let input = GetDurableExecutionHistoryRequest {
        durable_execution_arn: arn.to_owned(),
        ..GetDurableExecutionHistoryRequest::default()
    };
    let history = scene.call::<GetDurableExecutionHistory>(input).await.expect("it is there");
    let events = history.events.unwrap_or_default();
    events.iter().filter(|event| event.invocation_completed_details.is_some()).count()
}

async fn invoked(scene: &Scene, arn: &str, count: usize) {
    for _ in 0..600 {
        if invocations(scene, arn).await >= count {
            return;
        }
        pause(50).await;
    }
    panic!("there were {} invocations, not {count}", invocations(scene, arn).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_ends_an_execution() -> Outcome {
    let scene = begin().await?;
    let good = request("RequestResponse", r#"{"Status":"SUCCEEDED","Result":"[42]"}"#);
    let told = scene.call::<Invoke>(good).await?;
    assert_eq!((told.function_error, told.payload.as_deref()), (None, Some(&b"[42]"[..])));
    let bad = r#"{"Status":"FAILED","Error":{"ErrorMessage":"no","ErrorType":"T"}}"#;
    let told = scene.call::<Invoke>(request("RequestResponse", bad)).await?;
    assert_eq!(told.function_error.as_deref(), Some("Unhandled"));
    let document: &[u8] = br#"{"errorMessage":"no","errorType":"T"}"#;
    assert_eq!(told.payload.as_deref(), Some(document));
    let found = get(&scene, &told.durable_execution_arn.expect("there was one")).await;
    assert_eq!((found.status.as_deref(), found.result), (Some("FAILED"), None));
    scene.cloud.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn failing_invocations_are_made_again_every_five_seconds_and_five_times_in_all() -> Outcome {
    let scene = begin().await?;
    let arn = start(&scene, "{}").await?;
    for count in 1..=5 {
        invoked(&scene, &arn, count).await;
        scene.advance(4).await;
        pause(100).await;
        assert_eq!(invocations(&scene, &arn).await, count, "it rests for five seconds");
        scene.advance(1).await;
    }
    let found = get(&scene, &arn).await;
    assert_eq!(found.status.as_deref(), Some("FAILED"));
    let error = found.error.unwrap_or_default();
    let told = (error.error_message.as_deref(), error.error_type.as_deref());
    assert_eq!(told, (Some("as told"), Some("ValueError")));
    scene.cloud.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn who_waits_for_nothing_fails_and_what_takes_too_long_times_out() -> Outcome {
    let scene = begin().await?;
    let idle = start(&scene, r#"{"Status":"PENDING"}"#).await?;
    for count in 1..=3 {
        invoked(&scene, &idle, count).await;
        scene.advance(5).await;
    }
    let error = get(&scene, &idle).await.error.unwrap_or_default();
    assert_eq!(error.error_type.as_deref(), Some("InvalidParameterValueException"));
    let late = start(&scene, "{}").await?;
    invoked(&scene, &late, 1).await;
    scene.advance(600).await;
    let found = get(&scene, &late).await;
    assert_eq!(found.status.as_deref(), Some("TIMED_OUT"));
    scene.advance(86_400).await;
    let input = GetDurableExecutionRequest {
        durable_execution_arn: late,
        ..GetDurableExecutionRequest::default()
    };
    let gone = scene.call::<GetDurableExecution>(input).await.expect_err("it is forgotten");
    assert_eq!(gone.code(), "ResourceNotFoundException");
    scene.cloud.stop().await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_execution_fails_when_its_function_is_gone() -> Outcome {
    let scene = begin().await?;
    let arn = start(&scene, "{}").await?;
    invoked(&scene, &arn, 1).await;
    let input = gen_lambda::DeleteFunctionRequest {
        function_name: "d".to_owned(),
        ..gen_lambda::DeleteFunctionRequest::default()
    };
    scene.call::<DeleteFunction>(input).await?;
    scene.advance(5).await;
    for _ in 0..200 {
        if get(&scene, &arn).await.status.as_deref() == Some("FAILED") {
            break;
        }
        pause(50).await;
    }
    let error = get(&scene, &arn).await.error.unwrap_or_default();
    assert_eq!(error.error_type.as_deref(), Some("ResourceNotFoundException"));
    scene.cloud.stop().await?;
    Ok(())
}
