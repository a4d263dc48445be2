//! Who may call what: the management account everything, others as far as membership, the administration of a service
//! or the delegation policy lets them. What policies of the caller's own account say is asked before.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html>

use gen_organizations::SCHEMA;
use kernel::{ApiResult, Cx, Members, Principal};
use schema::Operation;

use crate::organization::{self, Organization};
use crate::{delegation, errors, resources, services};

/// The caller's organization, for operations that any member may call.
pub(crate) async fn member(cx: &mut Cx<'_>) -> ApiResult<Organization> {
    let account = cx.caller().account;
    organization::of_account(cx, account).await?.ok_or_else(errors::not_in_use)
}

/// The caller's organization, for operations of the management account alone.
pub(crate) async fn management(cx: &mut Cx<'_>) -> ApiResult<Organization> {
    let organization = member(cx).await?;
    if is_management(cx, &organization) { Ok(organization) } else { Err(errors::access_denied()) }
}

/// The caller's organization, for operations that read: also for administrators of services, and for whom the
/// delegation policy says.
pub(crate) async fn reader<Op: Operation>(
    cx: &mut Cx<'_>,
    input: &Op::Input,
) -> ApiResult<Organization> {
    let organization = member(cx).await?;
    let account = cx.caller().account;
    if is_management(cx, &organization)
        || services::is_administrator(cx, &organization, account.as_str()).await?
    {
        return Ok(organization);
    }
    by_policy::<Op>(cx, organization, input).await
}

/// The caller's organization, for operations that the delegation policy can hand on.
pub(crate) async fn delegate<Op: Operation>(
    cx: &mut Cx<'_>,
    input: &Op::Input,
) -> ApiResult<Organization> {
    let organization = member(cx).await?;
    match is_management(cx, &organization) {
        true => Ok(organization),
        false => by_policy::<Op>(cx, organization, input).await,
    }
}

/// Whether the caller is of the management account, or a service of this cloud that acts in it or in a member.
pub(crate) fn is_management(cx: &Cx<'_>, organization: &Organization) -> bool {
    let caller = cx.caller();
    caller.account == organization.management || matches!(caller.principal, Principal::Service(_))
}

async fn by_policy<Op: Operation>(
    cx: &mut Cx<'_>,
    organization: Organization,
    input: &Op::Input,
) -> ApiResult<Organization> {
    let operation = &SCHEMA.get().operations[Op::INDEX];
    let members = Members::new(input, &operation.input.get().members);
    let required = resources::required(cx, &organization, Op::NAME, members, true).await?;
    match delegation::allows(cx, &organization, &required).await? {
        true => Ok(organization),
        false => Err(errors::access_denied()),
    }
}
