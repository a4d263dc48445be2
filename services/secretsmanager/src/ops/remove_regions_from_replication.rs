//! RemoveRegionsFromReplication.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_RemoveRegionsFromReplication.html>

use gen_secretsmanager::{RemoveRegionsFromReplicationInput, RemoveRegionsFromReplicationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_regions_from_replication(
    _cx: &mut Cx<'_>,
    _input: &RemoveRegionsFromReplicationInput,
) -> ApiResult<RemoveRegionsFromReplicationOutput> {
    Err(ApiError::not_implemented("secretsmanager:RemoveRegionsFromReplication"))
}
