//! DeleteSAMLProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteSAMLProvider.html>

use gen_iam::{DeleteSAMLProviderInput, DeleteSAMLProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_saml_provider(
    _cx: &mut Cx<'_>,
    _input: &DeleteSAMLProviderInput,
) -> ApiResult<DeleteSAMLProviderOutput> {
    Err(ApiError::not_implemented("iam:DeleteSAMLProvider"))
}
