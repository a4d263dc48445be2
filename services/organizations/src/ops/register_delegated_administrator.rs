//! RegisterDelegatedAdministrator.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_RegisterDelegatedAdministrator.html>

use gen_organizations::{RegisterDelegatedAdministratorInput, RegisterDelegatedAdministratorOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn register_delegated_administrator(
    _cx: &mut Cx<'_>,
    _input: &RegisterDelegatedAdministratorInput,
) -> ApiResult<RegisterDelegatedAdministratorOutput> {
    Err(ApiError::not_implemented("organizations:RegisterDelegatedAdministrator"))
}
