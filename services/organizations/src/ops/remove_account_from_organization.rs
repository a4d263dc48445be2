//! RemoveAccountFromOrganization: the management account lets a member go.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RemoveAccountFromOrganization.html>

use gen_organizations::{RemoveAccountFromOrganizationInput, RemoveAccountFromOrganizationOutput};
use kernel::{ApiResult, Cx};

use crate::{account, door};

pub(super) async fn remove_account_from_organization(
    cx: &mut Cx<'_>,
    input: &RemoveAccountFromOrganizationInput,
) -> ApiResult<RemoveAccountFromOrganizationOutput> {
    let organization = door::management(cx).await?;
    let account = account::require(cx, &organization, &input.account_id).await?;
    account::may_leave(cx, &organization, &account).await?;
    account::leave(cx, &organization, &account).await?;
    Ok(RemoveAccountFromOrganizationOutput::default())
}
