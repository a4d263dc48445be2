//! ListSAMLProviders.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListSAMLProviders.html>

use gen_iam::{ListSAMLProvidersInput, ListSAMLProvidersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_saml_providers(
    _cx: &mut Cx<'_>,
    _input: &ListSAMLProvidersInput,
) -> ApiResult<ListSAMLProvidersOutput> {
    Err(ApiError::not_implemented("iam:ListSAMLProviders"))
}
