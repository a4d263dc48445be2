//! AssociateCrossAccountReplica.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_AssociateCrossAccountReplica.html>

use gen_secretsmanager::{AssociateCrossAccountReplicaInput, AssociateCrossAccountReplicaOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn associate_cross_account_replica(
    _cx: &mut Cx<'_>,
    _input: &AssociateCrossAccountReplicaInput,
) -> ApiResult<AssociateCrossAccountReplicaOutput> {
    Err(ApiError::not_implemented("secretsmanager:AssociateCrossAccountReplica"))
}
