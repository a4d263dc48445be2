//! AssumeRoleWithSAML.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_AssumeRoleWithSAML.html>

use gen_sts::{AssumeRoleWithSAMLInput, AssumeRoleWithSAMLOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn assume_role_with_saml(
    _cx: &mut Cx<'_>,
    _input: &AssumeRoleWithSAMLInput,
) -> ApiResult<AssumeRoleWithSAMLOutput> {
    Err(ApiError::not_implemented("sts:AssumeRoleWithSAML"))
}
