//! DeleteSecret: after a recovery window, or at once. What is not there can be deleted at once, too.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DeleteSecret.html>

use std::sync::Arc;

use gen_secretsmanager::{DeleteSecretRequest, DeleteSecretResponse};
use kernel::{ApiResult, Cx};

use crate::errors;
use crate::removal::{self, Way};
use crate::secret::{look_up, new_suffix};
use crate::secret_id::SecretId;

pub(crate) async fn delete_secret(
    cx: &mut Cx<'_>,
    input: &DeleteSecretRequest,
) -> ApiResult<DeleteSecretResponse> {
    let way = Way::parse(input.force_delete_without_recovery, input.recovery_window_in_days)?;
    let id = SecretId::parse(&input.secret_id)?;
    let Some(secret) = look_up(cx, &id).await? else {
        return match way {
            Way::Force => nothing_deleted(cx, input, &id),
            Way::AfterDays(_) => Err(errors::no_such_secret()),
        };
    };
    secret.require_own_region()?;
    secret.require_free()?;
    if !secret.replicas.is_empty() {
        let regions = secret.replicas.iter().map(|replica| &replica.region);
        return Err(errors::has_replicas(secret.name.as_str(), regions));
    }
    let (arn, name) = (secret.arn(cx)?.to_string(), secret.name.to_string());
    let due = match way {
        Way::Force => {
            removal::force(cx, &secret).await?;
            cx.now()
        }
        Way::AfterDays(days) => {
            secret.require_usable()?;
            removal::mark(cx, Arc::unwrap_or_clone(secret), days).await?
        }
    };
    Ok(DeleteSecretResponse { arn: Some(arn), name: Some(name), deletion_date: Some(due) })
}

/// Recorded: the answer looks as if there had been a secret.
fn nothing_deleted(
    cx: &Cx<'_>,
    input: &DeleteSecretRequest,
    id: &SecretId,
) -> ApiResult<DeleteSecretResponse> {
    let name = id.name().map(ToString::to_string).unwrap_or_default();
    let arn = match id {
        SecretId::Arn(_) => input.secret_id.clone(),
        SecretId::Name(name) => {
            let resource = format!("secret:{name}-{}", new_suffix(cx));
            cx.arn("secretsmanager", &resource)?.to_string()
        }
    };
    Ok(DeleteSecretResponse { arn: Some(arn), name: Some(name), deletion_date: Some(cx.now()) })
}
