//! PutSecretValue: a new version with a new value, which becomes the current one unless the request names other stages.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_PutSecretValue.html>

use gen_secretsmanager::{PutSecretValueRequest, PutSecretValueResponse};
use kernel::{ApiError, ApiResult, Cx};

use crate::new_version::{self, NewVersion};
use crate::secret::{self, required_token};
use crate::value::SecretValue;
use crate::{errors, rotation};

pub(crate) async fn put_secret_value(
    cx: &mut Cx<'_>,
    input: &PutSecretValueRequest,
) -> ApiResult<PutSecretValueResponse> {
    let token = required_token(input.client_request_token.as_deref())?;
    let value = SecretValue::of(input.secret_string.as_deref(), input.secret_binary.as_ref())?;
    let value = value.ok_or_else(errors::no_value)?;
    if input.rotation_token.is_some() {
        return Err(ApiError::not_implemented("secretsmanager: rotation by a role"));
    }
    let mut secret = secret::find_to_change(cx, &input.secret_id).await?;
    let new = NewVersion { token, value: &value, stages: input.version_stages.as_deref() };
    if new_version::add(cx, &mut secret, &new).await? {
        rotation::schedule(cx, &mut secret).await?;
        secret::save(cx, &mut secret, Some((token, &value))).await?;
    }
    Ok(PutSecretValueResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        version_id: Some(token.to_owned()),
        version_stages: secret.version(token).map(|version| version.stages.clone()),
    })
}
