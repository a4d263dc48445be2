//! What Organizations makes in the accounts of its members, through IAM as itself: the role by which the management
//! account enters a new account, and its service-linked role.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access.html>

use gen_iam::operations as iam;
use kernel::{AccountId, ApiResult, Cx};

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

/// Makes the service-linked role in `account`, unless it is there.
pub(crate) async fn make_linked_role(cx: &mut Cx<'_>, account: AccountId) -> ApiResult<()> {
    let asked = gen_iam::GetRoleRequest { role_name: LINKED_ROLE.to_owned() };
    if cx.call_as_service::<iam::GetRole>(account, asked).await.is_ok() {
        return Ok(());
    }
    let role = gen_iam::CreateServiceLinkedRoleRequest {
        aws_service_name: SERVICE.to_owned(),
        description: None,
        custom_suffix: None,
    };
    let made = cx.call_as_service::<iam::CreateServiceLinkedRole>(account, role).await.map(drop);
    // TEMP until IAM has it.
    if made.as_ref().is_err_and(|error| error.code() == "NotImplemented") {
        return Ok(());
    }
    made
}
