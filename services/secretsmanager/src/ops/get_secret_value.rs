//! GetSecretValue: decrypts the value of a version: the current one, or that of an id or a stage.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetSecretValue.html>

use std::sync::Arc;

use gen_secretsmanager::{GetSecretValueRequest, GetSecretValueResponse};
use kernel::{ApiResult, Cx};
use schedule::day_start;

use crate::new_version;
use crate::secret::{self, Secret};
use crate::tables::SECRETS;

pub(crate) async fn get_secret_value(
    cx: &mut Cx<'_>,
    input: &GetSecretValueRequest,
) -> ApiResult<GetSecretValueResponse> {
    let secret = secret::find_usable(cx, &input.secret_id).await?;
    let version = secret.pick(input.version_id.as_deref(), input.version_stage.as_deref())?;
    let value = new_version::read(cx, &secret, &version.id).await?;
    let (secret_string, secret_binary) = value.shown();
    let answer = GetSecretValueResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
        version_id: Some(version.id.clone()),
        secret_binary,
        secret_string,
        version_stages: Some(version.stages.clone()).filter(|stages| !stages.is_empty()),
        created_date: Some(version.created_at),
    };
    note_access(cx, &secret, &version.id);
    Ok(answer)
}

/// The day is kept, so most reads write nothing.
fn note_access(cx: &mut Cx<'_>, secret: &Arc<Secret>, id: &str) {
    let today = Some(day_start(cx.now()));
    let version = secret.version(id).and_then(|version| version.accessed_on);
    if secret.accessed_on == today && version == today {
        return;
    }
    let mut secret = Secret::clone(secret);
    secret.accessed_on = today;
    if let Some(version) = secret.version_mut(id) {
        version.accessed_on = today;
    }
    cx.put(&SECRETS, &secret.name, &secret);
}
