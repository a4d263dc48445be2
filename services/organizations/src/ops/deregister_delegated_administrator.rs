//! DeregisterDelegatedAdministrator.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeregisterDelegatedAdministrator.html>

use gen_organizations::{DeregisterDelegatedAdministratorInput, DeregisterDelegatedAdministratorOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn deregister_delegated_administrator(
    _cx: &mut Cx<'_>,
    _input: &DeregisterDelegatedAdministratorInput,
) -> ApiResult<DeregisterDelegatedAdministratorOutput> {
    Err(ApiError::not_implemented("organizations:DeregisterDelegatedAdministrator"))
}
