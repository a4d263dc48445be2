//! DeleteOrganizationalUnit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeleteOrganizationalUnit.html>

use gen_organizations::{DeleteOrganizationalUnitInput, DeleteOrganizationalUnitOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_organizational_unit(
    _cx: &mut Cx<'_>,
    _input: &DeleteOrganizationalUnitInput,
) -> ApiResult<DeleteOrganizationalUnitOutput> {
    Err(ApiError::not_implemented("organizations:DeleteOrganizationalUnit"))
}
