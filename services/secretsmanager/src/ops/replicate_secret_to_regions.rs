//! ReplicateSecretToRegions: replicas of the secret in other regions, under keys of these.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ReplicateSecretToRegions.html>

use gen_secretsmanager::{ReplicateSecretToRegionsRequest, ReplicateSecretToRegionsResponse};
use kernel::{ApiResult, Cx};

use crate::{replication, secret, show};

pub(crate) async fn replicate_secret_to_regions(
    cx: &mut Cx<'_>,
    input: &ReplicateSecretToRegionsRequest,
) -> ApiResult<ReplicateSecretToRegionsResponse> {
    let mut secret = secret::find_to_change(cx, &input.secret_id).await?;
    let replicas = replication::parse(cx, &input.add_replica_regions)?;
    let overwrite = input.force_overwrite_replica_secret.unwrap_or(false);
    replication::add(cx, &mut secret, replicas, overwrite).await?;
    secret::save(cx, &mut secret, None).await?;
    Ok(ReplicateSecretToRegionsResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        replication_status: show::replication_status(&secret.replicas),
    })
}
