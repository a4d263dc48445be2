//! DisassociateCrossAccountReplica.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DisassociateCrossAccountReplica.html>

use gen_secretsmanager::{DisassociateCrossAccountReplicaInput, DisassociateCrossAccountReplicaOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disassociate_cross_account_replica(
    _cx: &mut Cx<'_>,
    _input: &DisassociateCrossAccountReplicaInput,
) -> ApiResult<DisassociateCrossAccountReplicaOutput> {
    Err(ApiError::not_implemented("secretsmanager:DisassociateCrossAccountReplica"))
}
