//! What Organizations tells the path of a call and other services: where an account stands, and which control policies
//! reach it.

use std::sync::Arc;

use kernel::{AccountId, ApiResult, BoxFuture, Cx, Membership, NamedPolicy};

use crate::account::{self, State};
use crate::organization::{self, Organization};
use crate::policy_type::PolicyType;
use crate::tables::ADMINISTRATORS;
use crate::{attachments, services, tree};

/// The service's [`kernel::Organization`].
pub(crate) struct Organizations;

impl kernel::Organization for Organizations {
    fn membership<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
    ) -> BoxFuture<'a, ApiResult<Option<Membership>>> {
        Box::pin(membership(cx, account))
    }

    fn is_delegated_administrator<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
        service: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        Box::pin(async move {
            let Some(organization) = organization::of_account(cx, account).await? else {
                return Ok(false);
            };
            let key = (organization.id.clone(), account.to_string(), service.to_owned());
            Ok(cx.has(&ADMINISTRATORS, &key).await?
                && services::has_access(cx, &organization, service).await?)
        })
    }

    fn has_service_access<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
        service: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>> {
        Box::pin(async move {
            match organization::of_account(cx, account).await? {
                Some(organization) => services::has_access(cx, &organization, service).await,
                None => Ok(false),
            }
        })
    }

    fn accounts<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
    ) -> BoxFuture<'a, ApiResult<Vec<AccountId>>> {
        Box::pin(async move {
            let Some(organization) = organization::of_account(cx, account).await? else {
                return Ok(Vec::new());
            };
            let accounts = account::all(cx, &organization).await?;
            Ok(accounts.into_iter().map(|account| account.id).collect())
        })
    }
}

async fn membership(cx: &mut Cx<'_>, id: AccountId) -> ApiResult<Option<Membership>> {
    let Some(organization) = organization::of_account(cx, id).await? else { return Ok(None) };
    let Some(account) = account::find(cx, &organization, id.as_str()).await? else {
        return Ok(None);
    };
    let path = tree::path(cx, &organization, &account.parent).await?;
    let service_control = levels(cx, &organization, id, PolicyType::ServiceControl).await?;
    let resource_control = levels(cx, &organization, id, PolicyType::ResourceControl).await?;
    Ok(Some(Membership {
        organization: organization.id.0.clone(),
        path,
        management: organization.management,
        suspended: matches!(account.state, State::Closed(_)),
        service_control,
        resource_control,
        // Kept by IAM, whose operations switch them.
        // Kept by IAM, which the kernel asks.
        root_features: (false, false),
    }))
}

/// The control policies that reach an account, level by level: none of the management account, and none while the type
/// is not enabled.
async fn levels(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: AccountId,
    kind: PolicyType,
) -> ApiResult<Vec<Vec<NamedPolicy>>> {
    if account == organization.management || !organization.is_enabled(kind) {
        return Ok(Vec::new());
    }
    let mut levels = Vec::new();
    for target in tree::lineage(cx, organization, account.as_str()).await? {
        let policies = attachments::policies_of(cx, organization, &target, kind).await?;
        let named = policies.into_iter().map(|policy| NamedPolicy {
            name: Arc::from(policy.arn(organization)),
            document: Arc::from(policy.content),
        });
        levels.push(named.collect());
    }
    Ok(levels)
}
