//! RestoreSecret: a secret that was deleted is as it was, while its recovery window lasts.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_RestoreSecret.html>

use std::sync::Arc;

use gen_secretsmanager::{RestoreSecretRequest, RestoreSecretResponse};
use kernel::{ApiResult, Cx};

use crate::{removal, secret};

pub(crate) async fn restore_secret(
    cx: &mut Cx<'_>,
    input: &RestoreSecretRequest,
) -> ApiResult<RestoreSecretResponse> {
    let secret = secret::find(cx, &input.secret_id).await?;
    let answer = RestoreSecretResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
    };
    removal::restore(cx, Arc::unwrap_or_clone(secret)).await?;
    Ok(answer)
}
