//! DisableOrganizationsRootCredentialsManagement: the management account no longer manages root credentials of member accounts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOrganizationsRootCredentialsManagement.html>

use gen_iam::{
    DisableOrganizationsRootCredentialsManagementInput,
    DisableOrganizationsRootCredentialsManagementOutput,
};
use kernel::{ApiResult, Cx};

use crate::organization_features::{self, Door, Feature};

pub(crate) async fn disable_organizations_root_credentials_management(
    cx: &mut Cx<'_>,
    _input: &DisableOrganizationsRootCredentialsManagementInput,
) -> ApiResult<DisableOrganizationsRootCredentialsManagementOutput> {
    let (organization, features) =
        organization_features::switch(cx, Door::Administrators, Feature::Credentials, false)
            .await?;
    Ok(DisableOrganizationsRootCredentialsManagementOutput {
        organization_id: Some(organization),
        enabled_features: Some(features.names()),
    })
}
