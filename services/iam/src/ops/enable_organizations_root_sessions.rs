//! EnableOrganizationsRootSessions: from now on `sts:AssumeRoot` makes sessions in member accounts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootSessions.html>

use gen_iam::{EnableOrganizationsRootSessionsInput, EnableOrganizationsRootSessionsOutput};
use kernel::{ApiResult, Cx};

use crate::organization_features::{self, Door, Feature};

pub(crate) async fn enable_organizations_root_sessions(
    cx: &mut Cx<'_>,
    _input: &EnableOrganizationsRootSessionsInput,
) -> ApiResult<EnableOrganizationsRootSessionsOutput> {
    let (organization, features) =
        organization_features::switch(cx, Door::Management, Feature::Sessions, true).await?;
    Ok(EnableOrganizationsRootSessionsOutput {
        organization_id: Some(organization),
        enabled_features: Some(features.names()),
    })
}
