//! CreateOpenIDConnectProvider: trusts an issuer of tokens. Without thumbprints the issuer is asked for its certificate.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateOpenIDConnectProvider.html>

use gen_iam::{CreateOpenIDConnectProviderRequest, CreateOpenIDConnectProviderResponse};
use kernel::{ApiResult, Cx, WaitCx};

use crate::credential_errors as errors;
use crate::oidc_providers::{self, Provider};
use crate::providers::oidc_url;
use crate::{limits, tags};

pub(crate) async fn create_open_id_connect_provider(
    wx: &mut WaitCx<'_>,
    input: &CreateOpenIDConnectProviderRequest,
) -> ApiResult<CreateOpenIDConnectProviderResponse> {
    let url = oidc_url::parse(&input.url).ok_or_else(errors::bad_oidc_url)?;
    let thumbprints = match input.thumbprint_list.as_deref().unwrap_or_default() {
        [] => vec![ask(wx, &input.url).await?],
        given => oidc_providers::thumbprints(given)?,
    };
    kernel::transact!(wx, cx => create(cx, input, url, &thumbprints).await)
}

/// The thumbprint of the topmost certificate that the issuer's server shows.
async fn ask(wx: &WaitCx<'_>, url: &str) -> ApiResult<String> {
    let document = format!("{}/.well-known/openid-configuration", url.trim_end_matches('/'));
    let fetched = wx.kernel().outbound().get(&document, false).await;
    let fetched = fetched.map_err(|error| errors::no_thumbprint(url, &error.reason))?;
    let topmost = fetched.certificate_thumbprints.into_iter().next_back();
    topmost.ok_or_else(|| errors::no_thumbprint(url, "it shows none"))
}

async fn create(
    cx: &mut Cx<'_>,
    input: &CreateOpenIDConnectProviderRequest,
    url: &str,
    thumbprints: &[String],
) -> ApiResult<CreateOpenIDConnectProviderResponse> {
    let tags = tags::of_new(input.tags.as_deref())?;
    let client_ids =
        oidc_providers::client_ids(input.client_id_list.as_deref().unwrap_or_default())?;
    let all = oidc_providers::all(cx).await?;
    if all.iter().any(|(known, _)| known == url) {
        return Err(errors::oidc_provider_exists(&input.url));
    }
    if all.len() >= limits::OIDC_PROVIDERS {
        return Err(errors::quota("OpenIdConnectProvidersPerAccount", limits::OIDC_PROVIDERS));
    }
    let created = cx.now().whole_seconds();
    let provider = Provider { client_ids, thumbprints: thumbprints.to_vec(), created, tags };
    let arn = oidc_providers::arn_of(cx, url);
    oidc_providers::put(cx, &arn, &provider);
    let tags = tags::shown(&provider.tags);
    Ok(CreateOpenIDConnectProviderResponse { open_id_connect_provider_arn: Some(arn), tags })
}
