//! DisassociateCrossAccountReplica: a primary lets go of its replica in another account, which stays as it is.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DisassociateCrossAccountReplica.html>

use gen_secretsmanager::{
    DisassociateCrossAccountReplicaInput, DisassociateCrossAccountReplicaOutput,
};
use kernel::{ApiResult, Cx};

use crate::cross_account::{self, Status};
use crate::{errors, secret};

pub(crate) async fn disassociate_cross_account_replica(
    cx: &mut Cx<'_>,
    input: &DisassociateCrossAccountReplicaInput,
) -> ApiResult<DisassociateCrossAccountReplicaOutput> {
    let mut primary = secret::find_to_change(cx, &input.secret_id).await?;
    let replica = &input.cross_account_replica_arn;
    let known = primary.replica_abroad.take().filter(|known| known.arn == *replica);
    known.ok_or_else(|| errors::not_its_replica(replica))?;
    cross_account::tell(cx, &primary, replica, Status::Detached).await?;
    let arn = primary.arn(cx)?.to_string();
    secret::keep(cx, &mut primary);
    Ok(DisassociateCrossAccountReplicaOutput {
        arn: Some(arn),
        cross_account_replica_arn: Some(replica.clone()),
    })
}
