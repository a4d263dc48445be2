//! DisableOrganizationsRootCredentialsManagement.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DisableOrganizationsRootCredentialsManagement.html>

use gen_iam::{DisableOrganizationsRootCredentialsManagementInput, DisableOrganizationsRootCredentialsManagementOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_organizations_root_credentials_management(
    _cx: &mut Cx<'_>,
    _input: &DisableOrganizationsRootCredentialsManagementInput,
) -> ApiResult<DisableOrganizationsRootCredentialsManagementOutput> {
    Err(ApiError::not_implemented("iam:DisableOrganizationsRootCredentialsManagement"))
}
