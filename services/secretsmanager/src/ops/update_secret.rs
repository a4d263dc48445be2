//! UpdateSecret: changes the description, the key, or the value, each if the request gives it.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_UpdateSecret.html>

use std::sync::Arc;

use gen_secretsmanager::{UpdateSecretRequest, UpdateSecretResponse};
use kernel::{ApiError, ApiResult, Cx};

use crate::new_version::{self, NewVersion};
use crate::secret::{self, Secret, required_token};
use crate::value::SecretValue;
use crate::version::{CURRENT, PENDING, PREVIOUS};
use crate::{errors, rotation, vault};

pub(crate) async fn update_secret(
    cx: &mut Cx<'_>,
    input: &UpdateSecretRequest,
) -> ApiResult<UpdateSecretResponse> {
    let token = required_token(input.client_request_token.as_deref())?;
    let value = SecretValue::of(input.secret_string.as_deref(), input.secret_binary.as_ref())?;
    if input.r#type.is_some() {
        return Err(ApiError::not_implemented("secretsmanager: managed external secrets"));
    }
    let secret = secret::find_usable(cx, &input.secret_id).await?;
    let key = input.kms_key_id.as_deref();
    if secret.primary_abroad.is_some() && vault::chosen_key(key).is_none() {
        return Err(errors::replica_needs_a_key());
    }
    // Only the key is a replica's own.
    if value.is_some() || input.description.is_some() || input.kms_key_id.is_none() {
        secret.require_primary()?;
    }
    let mut secret = Arc::unwrap_or_clone(secret);
    if let Some(description) = &input.description {
        secret.description = Some(description.clone()).filter(|text| !text.is_empty());
    }
    if let Some(given) = input.kms_key_id.as_deref() {
        change_key(cx, &mut secret, vault::chosen_key(Some(given))).await?;
    }
    if let Some(value) = &value {
        let new = NewVersion { token, value, stages: None };
        if new_version::add(cx, &mut secret, &new).await? {
            rotation::schedule(cx, &mut secret).await?;
        }
    }
    secret::save(cx, &mut secret, value.as_ref().map(|value| (token, value))).await?;
    Ok(UpdateSecretResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        version_id: value.map(|_| token.to_owned()),
    })
}

/// The values of AWS's own stages are encrypted again under the new key; others stay as they are.
async fn change_key(cx: &mut Cx<'_>, secret: &mut Secret, key: Option<String>) -> ApiResult<()> {
    if secret.kms_key == key {
        return Ok(());
    }
    let staged = |version: &&crate::version::Version| {
        version.has_value && [CURRENT, PREVIOUS, PENDING].iter().any(|stage| version.is_on(stage))
    };
    let ids: Vec<String> =
        secret.versions.iter().filter(staged).map(|version| version.id.clone()).collect();
    let mut values = Vec::with_capacity(ids.len());
    for id in ids {
        let value = new_version::read(cx, secret, &id).await?;
        values.push((id, value));
    }
    secret.kms_key = key;
    for (id, value) in values {
        new_version::write(cx, secret, &id, &value).await?;
    }
    if let Some(home) = secret.primary_region.clone() {
        crate::replication::note_key(cx, secret, &home).await?;
    }
    Ok(())
}
