//! DeleteOrganization: only when no member is left but the management account.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganization.html>

use gen_organizations::errors as modelled;
use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{DeleteOrganizationInput, DeleteOrganizationOutput};
use kernel::{ApiResult, Cx};

use crate::{account, door, errors, removal, transfer};

pub(super) async fn delete_organization(
    cx: &mut Cx<'_>,
    _input: &DeleteOrganizationInput,
) -> ApiResult<DeleteOrganizationOutput> {
    let organization = door::management(cx).await?;
    if account::count(cx, &organization).await? > 1 {
        return Err(modelled::organization_not_empty_exception(
            "To delete an organization you must first remove all member accounts (except the master).",
        ));
    }
    if transfer::is_busy(cx, &organization.id).await? {
        return Err(errors::constraint(
            reason::ACTIVE_RESPONSIBILITY_TRANSFER_PROCESS,
            "You cannot delete the organization due to an ongoing responsibility transfer process.",
        ));
    }
    let id = organization.management.to_string();
    let management = account::require(cx, &organization, &id).await?;
    removal::remove(cx, &organization, &management).await?;
    Ok(DeleteOrganizationOutput::default())
}
