//! CreateSAMLProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateSAMLProvider.html>

use gen_iam::{CreateSAMLProviderInput, CreateSAMLProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_saml_provider(
    _cx: &mut Cx<'_>,
    _input: &CreateSAMLProviderInput,
) -> ApiResult<CreateSAMLProviderOutput> {
    Err(ApiError::not_implemented("iam:CreateSAMLProvider"))
}
