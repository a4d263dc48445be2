//! StopReplicationToReplica: a replica becomes a secret of its own; called where the replica is. One of
//! another account's secret loses the policy that let that account in.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_StopReplicationToReplica.html>

use std::sync::Arc;

use gen_secretsmanager::{StopReplicationToReplicaRequest, StopReplicationToReplicaResponse};
use kernel::{ApiResult, Cx};

use crate::cross_account::{self, Status};
use crate::{errors, replication, secret};

pub(crate) async fn stop_replication_to_replica(
    cx: &mut Cx<'_>,
    input: &StopReplicationToReplicaRequest,
) -> ApiResult<StopReplicationToReplicaResponse> {
    let secret = secret::find_usable(cx, &input.secret_id).await?;
    let mut secret = Arc::unwrap_or_clone(secret);
    match secret.primary_abroad.take() {
        Some(primary) => {
            cross_account::tell(cx, &secret, &primary.arn, Status::Detached).await?;
            secret.policy = None;
        }
        None => {
            let home = secret.primary_region.take().ok_or_else(errors::not_on_replica)?;
            replication::forget(cx, &secret, &home).await?;
        }
    }
    secret::save(cx, &mut secret, None).await?;
    Ok(StopReplicationToReplicaResponse { arn: Some(secret.arn(cx)?.to_string()) })
}
