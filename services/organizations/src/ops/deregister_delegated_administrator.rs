//! DeregisterDelegatedAdministrator: a member no longer administers a service.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html>

use gen_organizations::{
    DeregisterDelegatedAdministratorInput, DeregisterDelegatedAdministratorOutput,
};
use kernel::{ApiResult, Cx};

use crate::tables::ADMINISTRATORS;
use crate::{account, door, errors, services};

pub(super) async fn deregister_delegated_administrator(
    cx: &mut Cx<'_>,
    input: &DeregisterDelegatedAdministratorInput,
) -> ApiResult<DeregisterDelegatedAdministratorOutput> {
    let organization = door::management(cx).await?;
    account::require(cx, &organization, &input.account_id).await?;
    services::require(&input.service_principal)?;
    let service = input.service_principal.clone();
    let key = (organization.id.clone(), input.account_id.clone(), service);
    if !cx.has(&ADMINISTRATORS, &key).await? {
        return Err(errors::not_registered());
    }
    cx.delete(&ADMINISTRATORS, &key);
    cx.identities_changed();
    Ok(DeregisterDelegatedAdministratorOutput::default())
}
