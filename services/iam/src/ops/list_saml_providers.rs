//! ListSAMLProviders: the SAML providers of the account.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSAMLProviders.html>

use gen_iam::{ListSAMLProvidersRequest, ListSAMLProvidersResponse, SAMLProviderListEntry};
use kernel::{ApiResult, Cx};

use crate::saml_providers;

pub(crate) async fn list_saml_providers(
    cx: &mut Cx<'_>,
    _input: &ListSAMLProvidersRequest,
) -> ApiResult<ListSAMLProvidersResponse> {
    let all = saml_providers::all(cx).await?;
    let shown = all.into_iter().map(|(name, provider)| SAMLProviderListEntry {
        arn: Some(saml_providers::arn_of(cx, &name)),
        valid_until: Some(provider.valid_until),
        create_date: Some(provider.created),
    });
    Ok(ListSAMLProvidersResponse { saml_provider_list: Some(shown.collect()) })
}
