//! GetSAMLProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetSAMLProvider.html>

use gen_iam::{GetSAMLProviderInput, GetSAMLProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_saml_provider(
    _cx: &mut Cx<'_>,
    _input: &GetSAMLProviderInput,
) -> ApiResult<GetSAMLProviderOutput> {
    Err(ApiError::not_implemented("iam:GetSAMLProvider"))
}
