//! EnableOrganizationsRootCredentialsManagement: from now on the management account can take away the root credentials of member accounts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootCredentialsManagement.html>

use gen_iam::{
    EnableOrganizationsRootCredentialsManagementInput,
    EnableOrganizationsRootCredentialsManagementOutput,
};
use kernel::{ApiResult, Cx};

use crate::organization_features::{self, Door, Feature};

pub(crate) async fn enable_organizations_root_credentials_management(
    cx: &mut Cx<'_>,
    _input: &EnableOrganizationsRootCredentialsManagementInput,
) -> ApiResult<EnableOrganizationsRootCredentialsManagementOutput> {
    let (organization, features) =
        organization_features::switch(cx, Door::Management, Feature::Credentials, true).await?;
    Ok(EnableOrganizationsRootCredentialsManagementOutput {
        organization_id: Some(organization),
        enabled_features: Some(features.names()),
    })
}
