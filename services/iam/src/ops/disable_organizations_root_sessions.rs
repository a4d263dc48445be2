//! DisableOrganizationsRootSessions.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DisableOrganizationsRootSessions.html>

use gen_iam::{DisableOrganizationsRootSessionsInput, DisableOrganizationsRootSessionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_organizations_root_sessions(
    _cx: &mut Cx<'_>,
    _input: &DisableOrganizationsRootSessionsInput,
) -> ApiResult<DisableOrganizationsRootSessionsOutput> {
    Err(ApiError::not_implemented("iam:DisableOrganizationsRootSessions"))
}
