//! UpdateOrganizationalUnit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdateOrganizationalUnit.html>

use gen_organizations::{UpdateOrganizationalUnitInput, UpdateOrganizationalUnitOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_organizational_unit(
    _cx: &mut Cx<'_>,
    _input: &UpdateOrganizationalUnitInput,
) -> ApiResult<UpdateOrganizationalUnitOutput> {
    Err(ApiError::not_implemented("organizations:UpdateOrganizationalUnit"))
}
