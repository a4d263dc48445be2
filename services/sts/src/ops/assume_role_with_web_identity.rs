//! AssumeRoleWithWebIdentity.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_AssumeRoleWithWebIdentity.html>

use gen_sts::{AssumeRoleWithWebIdentityInput, AssumeRoleWithWebIdentityOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn assume_role_with_web_identity(
    _cx: &mut Cx<'_>,
    _input: &AssumeRoleWithWebIdentityInput,
) -> ApiResult<AssumeRoleWithWebIdentityOutput> {
    Err(ApiError::not_implemented("sts:AssumeRoleWithWebIdentity"))
}
