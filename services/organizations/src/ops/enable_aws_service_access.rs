//! EnableAWSServiceAccess.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_EnableAWSServiceAccess.html>

use gen_organizations::{EnableAWSServiceAccessInput, EnableAWSServiceAccessOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_aws_service_access(
    _cx: &mut Cx<'_>,
    _input: &EnableAWSServiceAccessInput,
) -> ApiResult<EnableAWSServiceAccessOutput> {
    Err(ApiError::not_implemented("organizations:EnableAWSServiceAccess"))
}
