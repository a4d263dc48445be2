//! CancelRotateSecret: no window of the schedule opens any more; the configuration stays.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_CancelRotateSecret.html>

use gen_secretsmanager::{CancelRotateSecretRequest, CancelRotateSecretResponse};
use kernel::{ApiResult, Cx};

use crate::{errors, rotation, secret};

pub(crate) async fn cancel_rotate_secret(
    cx: &mut Cx<'_>,
    input: &CancelRotateSecretRequest,
) -> ApiResult<CancelRotateSecretResponse> {
    let mut secret = secret::find_to_change(cx, &input.secret_id).await?;
    let Some(rotation) = &mut secret.rotation else {
        return Err(errors::no_rotation_function());
    };
    rotation.enabled = false;
    rotation.window = None;
    rotation::unschedule(cx, &secret.name).await?;
    secret::save(cx, &mut secret, None).await?;
    // The version of a rotation that is given up, which keeps its stage.
    let pending = secret.pending();
    Ok(CancelRotateSecretResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        version_id: pending.map(|version| version.id.clone()),
    })
}
