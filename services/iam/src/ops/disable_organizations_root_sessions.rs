//! DisableOrganizationsRootSessions: `sts:AssumeRoot` makes no more sessions in member accounts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOrganizationsRootSessions.html>

use gen_iam::{DisableOrganizationsRootSessionsInput, DisableOrganizationsRootSessionsOutput};
use kernel::{ApiResult, Cx};

use crate::organization_features::{self, Door, Feature};

pub(crate) async fn disable_organizations_root_sessions(
    cx: &mut Cx<'_>,
    _input: &DisableOrganizationsRootSessionsInput,
) -> ApiResult<DisableOrganizationsRootSessionsOutput> {
    let (organization, features) =
        organization_features::switch(cx, Door::Administrators, Feature::Sessions, false).await?;
    Ok(DisableOrganizationsRootSessionsOutput {
        organization_id: Some(organization),
        enabled_features: Some(features.names()),
    })
}
