//! EnableOrganizationsRootCredentialsManagement.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_EnableOrganizationsRootCredentialsManagement.html>

use gen_iam::{EnableOrganizationsRootCredentialsManagementInput, EnableOrganizationsRootCredentialsManagementOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_organizations_root_credentials_management(
    _cx: &mut Cx<'_>,
    _input: &EnableOrganizationsRootCredentialsManagementInput,
) -> ApiResult<EnableOrganizationsRootCredentialsManagementOutput> {
    Err(ApiError::not_implemented("iam:EnableOrganizationsRootCredentialsManagement"))
}
