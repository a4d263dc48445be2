//! A read that a function answers waits for it a minute, by the cloud's clock.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use gen_lambda::FunctionCode;
use gen_s3::operations::{CreateBucket, GetObject, PutObject};
use gen_s3::{CreateBucketInput, GetObjectInput, PutObjectInput};
use gen_s3control::operations::{CreateAccessPoint, CreateAccessPointForObjectLambda};
use gen_s3control::{
    AwsLambdaTransformation, CreateAccessPointForObjectLambdaRequest, CreateAccessPointRequest,
    ObjectLambdaConfiguration, ObjectLambdaContentTransformation,
    ObjectLambdaTransformationConfiguration,
};
use schema::Bytes;

use crate::events::{Outcome, Scene, pause};

/// `main.py`: `handler` sleeps for fifteen seconds.
const SLEEPS: &str = "UEsDBBQAAAAIAAAgIVx/eSlxOwAAAD0AAAAHAAAAbWFpbi5wecvMLcgvKlEoycxN5eJKSU1TyEjMS8lJLdJILUvNK9FRSM7PK0mtKNG04lIAApAyveKc1NQCDUNTTS4AUEsBAhQDFAAAAAgAACAhXH95KXE7AAAAPQAAAAcAAAAAAAAAAAAAAKQBAAAAAG1haW4ucHlQSwUGAAAAAAEAAQA1AAAAYAAAAAAA";
const ACCOUNT: &str = "000000000000";

async fn furnish(scene: &Scene) -> Outcome {
    scene
        .make(gen_lambda::CreateFunctionRequest {
            function_name: "slow".to_owned(),
            code: FunctionCode {
                zip_file: Some(Bytes::from(STANDARD.decode(SLEEPS)?)),
                ..Default::default()
            },
            ..Default::default()
        })
        .await?;
    let input = CreateBucketInput { bucket: "originals".to_owned(), ..Default::default() };
    scene.call::<CreateBucket>(input).await?;
    let input = PutObjectInput {
        bucket: "originals".to_owned(),
        key: "k".to_owned(),
        ..PutObjectInput::default()
    };
    scene.call::<PutObject>(input).await?;
    let input = CreateAccessPointRequest {
        account_id: ACCOUNT.to_owned(),
        name: "plain".to_owned(),
        bucket: "originals".to_owned(),
        ..CreateAccessPointRequest::default()
    };
    scene.call::<CreateAccessPoint>(input).await?;
    let function_arn = format!("arn:aws:lambda:us-east-1:{ACCOUNT}:function:slow");
    let transformation =
        AwsLambdaTransformation { function_arn, ..AwsLambdaTransformation::default() };
    let input = CreateAccessPointForObjectLambdaRequest {
        account_id: ACCOUNT.to_owned(),
        name: "made".to_owned(),
        configuration: ObjectLambdaConfiguration {
            supporting_access_point: format!("arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/plain"),
            transformation_configurations: vec![ObjectLambdaTransformationConfiguration {
                actions: vec!["GetObject".to_owned()],
                content_transformation: ObjectLambdaContentTransformation::AwsLambda(
                    transformation,
                ),
            }],
            ..ObjectLambdaConfiguration::default()
        },
    };
    scene.call::<CreateAccessPointForObjectLambda>(input).await?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_has_a_minute_to_answer_a_read() -> Outcome {
    let scene = Scene::begin(false).await?;
    furnish(&scene).await?;
    let input = GetObjectInput {
        bucket: format!("arn:aws:s3-object-lambda:us-east-1:{ACCOUNT}:accesspoint/made"),
        key: "k".to_owned(),
        ..GetObjectInput::default()
    };
    {
        let read = scene.call::<GetObject>(input);
        tokio::pin!(read);
        for wait in [0, 59] {
            scene.cloud.clock().advance(Duration::from_secs(wait));
            tokio::select! {
                _ = &mut read => panic!("it ends {wait} s later"),
                () = pause(1_000) => {}
            }
        }
        scene.cloud.clock().advance(Duration::from_secs(1));
        let error = read.await.expect_err("nobody answers");
        assert_eq!(error.code(), "LambdaTimeout");
    }
    scene.cloud.stop().await?;
    Ok(())
}
