//! GetOpenIDConnectProvider: an issuer, its audiences and thumbprints.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOpenIDConnectProvider.html>

use gen_iam::{GetOpenIDConnectProviderRequest, GetOpenIDConnectProviderResponse};
use kernel::{ApiResult, Cx};

use crate::{oidc_providers, tags};

pub(crate) async fn get_open_id_connect_provider(
    cx: &mut Cx<'_>,
    input: &GetOpenIDConnectProviderRequest,
) -> ApiResult<GetOpenIDConnectProviderResponse> {
    let arn = &input.open_id_connect_provider_arn;
    let provider = oidc_providers::find(cx, arn).await?;
    Ok(GetOpenIDConnectProviderResponse {
        url: oidc_providers::url_in(cx, arn).map(str::to_owned),
        client_id_list: Some(provider.client_ids),
        thumbprint_list: Some(provider.thumbprints),
        create_date: Some(provider.created),
        tags: Some(tags::listed(&provider.tags)),
    })
}
