//! RemoveRegionsFromReplication: the replicas in these regions are deleted.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_RemoveRegionsFromReplication.html>

use gen_secretsmanager::{
    RemoveRegionsFromReplicationRequest, RemoveRegionsFromReplicationResponse,
};
use kernel::{ApiResult, Cx};

use crate::{errors, replication, secret, show};

pub(crate) async fn remove_regions_from_replication(
    cx: &mut Cx<'_>,
    input: &RemoveRegionsFromReplicationRequest,
) -> ApiResult<RemoveRegionsFromReplicationResponse> {
    let mut secret = secret::find_to_change(cx, &input.secret_id).await?;
    for name in &input.remove_replica_regions {
        let region = replication::parse_region(cx, name)?;
        let known = secret.replicas.iter().position(|replica| replica.region == region);
        let known = known.ok_or_else(|| errors::not_replicated_to(name))?;
        secret.replicas.remove(known);
        replication::remove(cx, &secret, &region).await?;
    }
    secret::save(cx, &mut secret, None).await?;
    Ok(RemoveRegionsFromReplicationResponse {
        arn: Some(secret.arn(cx)?.to_string()),
        replication_status: Some(show::replication_status(&secret.replicas).unwrap_or_default()),
    })
}
