//! RegisterDelegatedAdministrator: a member administers a service for the organization.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html>

use gen_organizations::errors as modelled;
use gen_organizations::values::constraint_violation_exception_reason as reason;
use gen_organizations::{
    RegisterDelegatedAdministratorInput, RegisterDelegatedAdministratorOutput,
};
use kernel::{ApiResult, Cx};

use crate::account::{self, Account, State};
use crate::organization::Organization;
use crate::tables::ADMINISTRATORS;
use crate::{door, errors, services};

pub(super) async fn register_delegated_administrator(
    cx: &mut Cx<'_>,
    input: &RegisterDelegatedAdministratorInput,
) -> ApiResult<RegisterDelegatedAdministratorOutput> {
    let organization = door::management(cx).await?;
    let account = account::require(cx, &organization, &input.account_id).await?;
    check_account(&organization, &account)?;
    let service = &input.service_principal;
    let taken = services::require(service)?;
    if taken == 0 {
        return Err(errors::unrecognized_service());
    }
    if !services::has_access(cx, &organization, service).await? {
        return Err(errors::constraint(
            reason::SERVICE_ACCESS_NOT_ENABLED,
            "You attempted to register a delegated administrator before you enabled service access. Call \
             the EnableAWSServiceAccess API first.",
        ));
    }
    let all = services::administrators_of(cx, &organization).await?;
    let of_service: Vec<&String> =
        all.iter().filter(|(_, of, _)| of == service).map(|(account, _, _)| account).collect();
    if of_service.contains(&&input.account_id) {
        return Err(modelled::account_already_registered_exception(
            "The provided account is already a delegated administrator for your organization.",
        ));
    }
    if of_service.len() >= taken {
        return Err(too_many(taken));
    }
    let key = (organization.id.clone(), input.account_id.clone(), service.clone());
    let now = cx.now();
    cx.put(&ADMINISTRATORS, &key, &now);
    cx.identities_changed();
    Ok(RegisterDelegatedAdministratorOutput::default())
}

fn check_account(organization: &Organization, account: &Account) -> ApiResult<()> {
    if account.id == organization.management {
        return Err(errors::constraint(
            reason::CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR,
            "You cannot register master account/yourself as delegated administrator for your organization.",
        ));
    }
    if account.state != State::Active {
        return Err(errors::constraint(
            reason::CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR,
            "You cannot register a suspended account as a delegated administrator.",
        ));
    }
    Ok(())
}

fn too_many(taken: usize) -> kernel::ApiError {
    match taken {
        1 => errors::constraint(
            reason::DELEGATED_ADMINISTRATOR_EXISTS_FOR_THIS_SERVICE,
            "You attempted to register an AWS account as a delegated administrator for an AWS service that \
             already has a delegated administrator.",
        ),
        _ => errors::constraint(
            reason::MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED,
            "You attempted to register more delegated administrators than allowed for the service principal.",
        ),
    }
}
