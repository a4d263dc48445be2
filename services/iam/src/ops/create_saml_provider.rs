//! CreateSAMLProvider: trusts an identity provider by its metadata.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateSAMLProvider.html>

use gen_iam::values::assertion_encryption_mode_type as mode;
use gen_iam::{CreateSAMLProviderRequest, CreateSAMLProviderResponse};
use kernel::{ApiResult, Cx};

use crate::credential_errors as errors;
use crate::owned::new_id;
use crate::saml_providers::{self, Provider};
use crate::{limits, tags};

pub(crate) async fn create_saml_provider(
    cx: &mut Cx<'_>,
    input: &CreateSAMLProviderRequest,
) -> ApiResult<CreateSAMLProviderResponse> {
    let arn = saml_providers::arn_of(cx, &input.name);
    let now = cx.now().whole_seconds();
    let valid_until = saml_providers::valid_until(&input.saml_metadata_document, now)?;
    let tags = tags::of_new(input.tags.as_deref())?;
    let all = saml_providers::all(cx).await?;
    if all.iter().any(|(name, _)| *name == input.name) {
        return Err(errors::saml_provider_exists(&arn));
    }
    if all.len() >= limits::SAML_PROVIDERS {
        return Err(errors::quota("SAMLProvidersPerAccount", limits::SAML_PROVIDERS));
    }
    let encryption = input.assertion_encryption_mode.as_deref().unwrap_or(mode::ALLOWED);
    let mut provider = Provider {
        id: new_id(cx, "SAMLSP", 16),
        metadata: input.saml_metadata_document.clone(),
        created: now,
        valid_until,
        encryption: encryption.to_owned(),
        private_keys: Vec::new(),
        tags,
    };
    if let Some(key) = &input.add_private_key {
        provider.add_key(cx, key)?;
    }
    provider.require_key()?;
    saml_providers::put(cx, &arn, &provider);
    let tags = tags::shown(&provider.tags);
    Ok(CreateSAMLProviderResponse { saml_provider_arn: Some(arn), tags })
}
