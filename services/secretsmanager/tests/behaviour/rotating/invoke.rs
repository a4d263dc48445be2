//! One step of a rotation.

use gen_lambda::{InvocationRequest, InvocationResponse};
use gen_secretsmanager::operations::{GetSecretValue, PutSecretValue, UpdateSecretVersionStage};
use gen_secretsmanager::{
    GetSecretValueRequest, PutSecretValueRequest, UpdateSecretVersionStageRequest,
};
use kernel::{ApiError, ApiResult, Cx, WaitCx, transact};
use serde_json::Value;

use super::CALLS;

pub(crate) async fn invoke(
    wx: &mut WaitCx<'_>,
    input: &InvocationRequest,
) -> ApiResult<InvocationResponse> {
    let event: Value = serde_json::from_slice(input.payload.as_deref().unwrap_or_default())
        .map_err(ApiError::bug)?;
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let (step, secret, token) = (text("Step"), text("SecretId"), text("ClientRequestToken"));
    CALLS.lock().expect("no test panics here").push((secret.clone(), step.clone()));
    transact!(wx, cx => act(cx, &step, &secret, &token).await)?;
    Ok(InvocationResponse { status_code: Some(200), ..InvocationResponse::default() })
}

async fn act(cx: &mut Cx<'_>, step: &str, secret: &str, token: &str) -> ApiResult<()> {
    let account = cx.account();
    match step {
        "createSecret" => {
            let put = PutSecretValueRequest {
                secret_id: secret.to_owned(),
                client_request_token: Some(token.to_owned()),
                secret_string: Some("rotated".to_owned()),
                version_stages: Some(vec!["AWSPENDING".to_owned()]),
                ..PutSecretValueRequest::default()
            };
            cx.call_as_service::<PutSecretValue>(account, put).await.map(drop)
        }
        // What is to be tried has a value in its stage.
        "testSecret" => {
            let get = GetSecretValueRequest {
                secret_id: secret.to_owned(),
                version_id: Some(token.to_owned()),
                version_stage: Some("AWSPENDING".to_owned()),
            };
            cx.call_as_service::<GetSecretValue>(account, get).await.map(drop)
        }
        "finishSecret" => {
            let get = GetSecretValueRequest { secret_id: secret.to_owned(), ..Default::default() };
            let current = cx.call_as_service::<GetSecretValue>(account, get).await?;
            let change = UpdateSecretVersionStageRequest {
                secret_id: secret.to_owned(),
                version_stage: "AWSCURRENT".to_owned(),
                remove_from_version_id: current.version_id,
                move_to_version_id: Some(token.to_owned()),
            };
            cx.call_as_service::<UpdateSecretVersionStage>(account, change).await.map(drop)
        }
        _ => Ok(()),
    }
}
