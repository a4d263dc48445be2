//! StopReplicationToReplica.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_StopReplicationToReplica.html>

use gen_secretsmanager::{StopReplicationToReplicaInput, StopReplicationToReplicaOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn stop_replication_to_replica(
    _cx: &mut Cx<'_>,
    _input: &StopReplicationToReplicaInput,
) -> ApiResult<StopReplicationToReplicaOutput> {
    Err(ApiError::not_implemented("secretsmanager:StopReplicationToReplica"))
}
