//! GetSAMLProvider: the metadata, until when it holds, and which private keys there are.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSAMLProvider.html>

use gen_iam::{GetSAMLProviderRequest, GetSAMLProviderResponse, SAMLPrivateKey};
use kernel::{ApiResult, Cx};

use crate::{saml_providers, tags};

pub(crate) async fn get_saml_provider(
    cx: &mut Cx<'_>,
    input: &GetSAMLProviderRequest,
) -> ApiResult<GetSAMLProviderResponse> {
    let provider = saml_providers::find(cx, &input.saml_provider_arn).await?;
    let keys = provider.private_keys.into_iter();
    let keys = keys.map(|key| SAMLPrivateKey { key_id: Some(key.id), timestamp: Some(key.added) });
    Ok(GetSAMLProviderResponse {
        saml_provider_uuid: Some(provider.id),
        saml_metadata_document: Some(provider.metadata),
        create_date: Some(provider.created),
        valid_until: Some(provider.valid_until),
        tags: Some(tags::listed(&provider.tags)),
        assertion_encryption_mode: Some(provider.encryption),
        private_key_list: Some(keys.collect()),
    })
}
