//! What Organizations makes in the accounts of its members, through IAM as itself: the role by which the management
//! account enters a new account, and its service-linked role.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>

use gen_iam::operations as iam;
use kernel::{AccountId, ApiResult, Cx};

use crate::errors;

/// The name of the role for the management account, unless the request says another.
pub(crate) const ACCESS_ROLE: &str = "OrganizationAccountAccessRole";

const SERVICE: &str = "organizations.amazonaws.com";
const LINKED_ROLE: &str = "AWSServiceRoleForOrganizations";

/// Makes the role `name` in `account`: administrators of it are those whom the management account lets assume it.
pub(crate) async fn make_access_role(
    cx: &mut Cx<'_>,
    account: AccountId,
    management: AccountId,
    name: &str,
) -> ApiResult<()> {
    let partition = cx.partition();
    let trust = format!(
        "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"Allow\",\"Principal\":{{\"AWS\":\
         \"arn:{partition}:iam::{management}:root\"}},\"Action\":\"sts:AssumeRole\"}}]}}"
    );
    let role = gen_iam::CreateRoleRequest {
        role_name: name.to_owned(),
        assume_role_policy_document: trust,
        ..Default::default()
    };
    cx.call_as_service::<iam::CreateRole>(account, role).await?;
    let policy = gen_iam::AttachRolePolicyRequest {
        role_name: name.to_owned(),
        policy_arn: format!("arn:{partition}:iam::aws:policy/AdministratorAccess"),
    };
    cx.call_as_service::<iam::AttachRolePolicy>(account, policy).await?;
    Ok(())
}

/// Makes the service-linked role in a member's account, unless it is there.
pub(crate) async fn make_linked_role(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<()> {
    if has_linked_role(cx, account).await {
        return Ok(());
    }
    cx.call_as_service::<iam::CreateServiceLinkedRole>(account, linked_role()).await.map(drop)
}

/// The same in the caller's account, on the caller's behalf: who may not do that cannot found or join.
pub(crate) async fn make_own_linked_role(cx: &mut Cx<'_>) -> ApiResult<()> {
    if has_linked_role(cx, cx.caller().account).await {
        return Ok(());
    }
    let made = cx.call::<iam::CreateServiceLinkedRole>(linked_role()).await;
    made.map(drop).map_err(|error| match error.code().starts_with("AccessDenied") {
        true => errors::denied_for_linked_role(),
        false => error,
    })
}

async fn has_linked_role(cx: &mut Cx<'_>, account: AccountId) -> bool {
    let asked = gen_iam::GetRoleRequest { role_name: LINKED_ROLE.to_owned() };
    cx.call_as_service::<iam::GetRole>(account, asked).await.is_ok()
}

fn linked_role() -> gen_iam::CreateServiceLinkedRoleRequest {
    gen_iam::CreateServiceLinkedRoleRequest {
        aws_service_name: SERVICE.to_owned(),
        ..Default::default()
    }
}
