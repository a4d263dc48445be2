//! ListOrganizationsFeatures: which features of central root access the organization has switched on.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html>

use gen_iam::{ListOrganizationsFeaturesInput, ListOrganizationsFeaturesOutput};
use kernel::{ApiResult, Cx};

use crate::organization_features::{self, Door};

pub(crate) async fn list_organizations_features(
    cx: &mut Cx<'_>,
    _input: &ListOrganizationsFeaturesInput,
) -> ApiResult<ListOrganizationsFeaturesOutput> {
    let (organization, features) = organization_features::enter(cx, Door::Administrators).await?;
    Ok(ListOrganizationsFeaturesOutput {
        organization_id: Some(organization),
        enabled_features: Some(features.names()),
    })
}
