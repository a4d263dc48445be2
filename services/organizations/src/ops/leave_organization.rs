//! LeaveOrganization: the caller's account leaves.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_LeaveOrganization.html>

use gen_organizations::{LeaveOrganizationInput, LeaveOrganizationOutput};
use kernel::{ApiResult, Cx};

use crate::{account, door};

pub(super) async fn leave_organization(
    cx: &mut Cx<'_>,
    _input: &LeaveOrganizationInput,
) -> ApiResult<LeaveOrganizationOutput> {
    let organization = door::member(cx).await?;
    let id = cx.caller().account.to_string();
    let account = account::require(cx, &organization, &id).await?;
    account::may_leave(cx, &organization, &account).await?;
    account::leave(cx, &organization, &account).await?;
    Ok(LeaveOrganizationOutput::default())
}
