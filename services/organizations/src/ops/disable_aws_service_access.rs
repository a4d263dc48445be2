//! DisableAWSServiceAccess.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DisableAWSServiceAccess.html>

use gen_organizations::{DisableAWSServiceAccessInput, DisableAWSServiceAccessOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_aws_service_access(
    _cx: &mut Cx<'_>,
    _input: &DisableAWSServiceAccessInput,
) -> ApiResult<DisableAWSServiceAccessOutput> {
    Err(ApiError::not_implemented("organizations:DisableAWSServiceAccess"))
}
