//! UpdateSAMLProvider: other metadata, another encryption mode, keys added and removed.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSAMLProvider.html>

use gen_iam::{UpdateSAMLProviderRequest, UpdateSAMLProviderResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::saml_providers;

pub(crate) async fn update_saml_provider(
    cx: &mut Cx<'_>,
    input: &UpdateSAMLProviderRequest,
) -> ApiResult<UpdateSAMLProviderResponse> {
    let arn = &input.saml_provider_arn;
    let mut provider = saml_providers::find(cx, arn).await?;
    if let Some(metadata) = &input.saml_metadata_document {
        provider.valid_until = saml_providers::valid_until(metadata, cx.now().whole_seconds())?;
        provider.metadata.clone_from(metadata);
    }
    if let Some(id) = &input.remove_private_key {
        let before = provider.private_keys.len();
        provider.private_keys.retain(|key| key.id != *id);
        if provider.private_keys.len() == before {
            return Err(errors::no_saml_key(id));
        }
    }
    if let Some(key) = &input.add_private_key {
        provider.add_key(cx, key)?;
    }
    if let Some(mode) = &input.assertion_encryption_mode {
        provider.encryption.clone_from(mode);
    }
    provider.require_key()?;
    saml_providers::put(cx, arn, &provider);
    Ok(UpdateSAMLProviderResponse { saml_provider_arn: Some(arn.clone()) })
}
