//! AssociateCrossAccountReplica: a primary takes on a replica that another account made for it, and brings it up to
//! date. The same again repairs the replica.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_AssociateCrossAccountReplica.html>

use gen_secretsmanager::values::replica_restriction_type as restriction;
use gen_secretsmanager::{AssociateCrossAccountReplicaInput, AssociateCrossAccountReplicaOutput};
use kernel::{AccountId, ApiError, ApiResult, Cx};

use crate::cross_account::{self, Other, Status};
use crate::{errors, secret};

pub(crate) async fn associate_cross_account_replica(
    cx: &mut Cx<'_>,
    input: &AssociateCrossAccountReplicaInput,
) -> ApiResult<AssociateCrossAccountReplicaOutput> {
    if input.replication_role_arn.is_some() {
        return Err(ApiError::not_implemented("secretsmanager: replication by a role"));
    }
    let mut primary = secret::find_to_change(cx, &input.secret_id).await?;
    let replica = &input.cross_account_replica_arn;
    let account = cross_account::account_of(cx, replica)?;
    if account == cx.account() {
        return Err(errors::own_account(replica));
    }
    let anywhere = input.replica_restriction.as_deref() == Some(restriction::NO_RESTRICTION);
    if !anywhere && !is_of_same_organization(cx, account).await? {
        return Err(errors::another_organization());
    }
    let other = |known: &&Other| known.arn != *replica && known.status != Status::Detached;
    if primary.replica_abroad.as_ref().filter(other).is_some() {
        return Err(errors::one_replica_abroad());
    }
    cross_account::write(cx, &primary, replica, None).await?;
    primary.replica_abroad = Some(Other::new(replica, Status::InSync));
    let arn = primary.arn(cx)?.to_string();
    secret::keep(cx, &mut primary);
    Ok(AssociateCrossAccountReplicaOutput {
        arn: Some(arn),
        cross_account_replica_arn: Some(replica.clone()),
        replication_status: Some(Status::InSync.as_str().to_owned()),
    })
}

async fn is_of_same_organization(cx: &mut Cx<'_>, other: AccountId) -> ApiResult<bool> {
    let own = cx.membership(cx.account()).await?;
    let other = cx.membership(other).await?;
    Ok(own.zip(other).is_some_and(|(own, other)| own.organization == other.organization))
}
