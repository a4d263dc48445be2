//! UpdateSecretVersionStage: moves a stage from one version to another, adds it, or removes it.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_UpdateSecretVersionStage.html>

use gen_secretsmanager::{UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse};
use kernel::{ApiResult, Cx};

use crate::secret;
use crate::stages::{self, Change};

pub(crate) async fn update_secret_version_stage(
    cx: &mut Cx<'_>,
    input: &UpdateSecretVersionStageRequest,
) -> ApiResult<UpdateSecretVersionStageResponse> {
    let mut secret = secret::find_to_change(cx, &input.secret_id).await?;
    let change = Change {
        stage: &input.version_stage,
        from: input.remove_from_version_id.as_deref(),
        to: input.move_to_version_id.as_deref(),
    };
    stages::change(&mut secret.versions, &change)?;
    secret::save(cx, &mut secret, None).await?;
    Ok(UpdateSecretVersionStageResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        name: Some(secret.name.to_string()),
    })
}
