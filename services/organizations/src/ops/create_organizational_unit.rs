//! CreateOrganizationalUnit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CreateOrganizationalUnit.html>

use gen_organizations::{CreateOrganizationalUnitInput, CreateOrganizationalUnitOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_organizational_unit(
    _cx: &mut Cx<'_>,
    _input: &CreateOrganizationalUnitInput,
) -> ApiResult<CreateOrganizationalUnitOutput> {
    Err(ApiError::not_implemented("organizations:CreateOrganizationalUnit"))
}
