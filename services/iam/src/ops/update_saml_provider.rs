//! UpdateSAMLProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateSAMLProvider.html>

use gen_iam::{UpdateSAMLProviderInput, UpdateSAMLProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_saml_provider(
    _cx: &mut Cx<'_>,
    _input: &UpdateSAMLProviderInput,
) -> ApiResult<UpdateSAMLProviderOutput> {
    Err(ApiError::not_implemented("iam:UpdateSAMLProvider"))
}
