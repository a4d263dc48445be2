//! EnableOrganizationsRootSessions.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_EnableOrganizationsRootSessions.html>

use gen_iam::{EnableOrganizationsRootSessionsInput, EnableOrganizationsRootSessionsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_organizations_root_sessions(
    _cx: &mut Cx<'_>,
    _input: &EnableOrganizationsRootSessionsInput,
) -> ApiResult<EnableOrganizationsRootSessionsOutput> {
    Err(ApiError::not_implemented("iam:EnableOrganizationsRootSessions"))
}
