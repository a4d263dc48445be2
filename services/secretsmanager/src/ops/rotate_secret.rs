//! RotateSecret: sets when and by which function a secret is rotated, and begins to rotate it unless told to wait.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_RotateSecret.html>

use gen_secretsmanager::{RotateSecretRequest, RotateSecretResponse};
use kernel::{ApiError, ApiResult, Cx};

use crate::rotation::{self, Rotation};
use crate::rotation_rules::Rules;
use crate::secret::{self, Secret};
use crate::{errors, rotating};

pub(crate) async fn rotate_secret(
    cx: &mut Cx<'_>,
    input: &RotateSecretRequest,
) -> ApiResult<RotateSecretResponse> {
    let token = input.client_request_token.as_deref();
    let token = token.ok_or_else(|| errors::invalid_parameter(errors::NO_TOKEN))?;
    if input.external_secret_rotation_metadata.is_some()
        || input.external_secret_rotation_role_arn.is_some()
    {
        return Err(ApiError::not_implemented("secretsmanager: managed external secrets"));
    }
    let mut secret = secret::find_to_change(cx, &input.secret_id).await?;
    secret.rotation = Some(configured(cx, &secret, input)?);
    if rotation::is_under_way(&secret, token) {
        return Err(errors::rotation_under_way());
    }
    let arn = secret.arn(cx)?;
    let function = secret.rotation.as_ref().map(|rotation| rotation.function.clone());
    let function = function.unwrap_or_default().parse().map_err(ApiError::bug)?;
    if !rotating::may_call(cx, &function, arn.as_str()).await? {
        return Err(errors::cannot_invoke());
    }
    match input.rotate_immediately {
        Some(false) => rotating::schedule_try(cx, &secret, token).await?,
        _ => rotation::begin(cx, &mut secret, token).await?,
    }
    rotation::schedule(cx, &mut secret).await?;
    secret::save(cx, &mut secret, None).await?;
    Ok(RotateSecretResponse {
        arn: Some(arn.to_string()),
        name: Some(secret.name.to_string()),
        version_id: Some(token.to_owned()),
    })
}

/// What the request says, and what was there before where it says nothing.
fn configured(cx: &Cx<'_>, secret: &Secret, input: &RotateSecretRequest) -> ApiResult<Rotation> {
    let before = secret.rotation.as_ref();
    let function = input.rotation_lambda_arn.as_deref().filter(|arn| !arn.is_empty());
    let function = match (function, before) {
        (Some(function), _) => rotation::function(function)?,
        (None, Some(before)) => before.function.clone(),
        (None, None) => return Err(errors::no_rotation_function()),
    };
    let (rules, since) = match (&input.rotation_rules, before) {
        (Some(given), _) => (Rules::parse(given)?, cx.now()),
        (None, Some(before)) => (before.rules.clone(), before.since),
        (None, None) => {
            (Rules { after_days: None, expression: None, duration_hours: None }, cx.now())
        }
    };
    let rotated_at = before.and_then(|before| before.rotated_at);
    Ok(Rotation { enabled: true, function, rules, since, rotated_at, window: None })
}
