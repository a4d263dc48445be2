//! ListOpenIDConnectProviders: the ARNs of the issuers that the account trusts.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOpenIDConnectProviders.html>

use gen_iam::{
    ListOpenIDConnectProvidersRequest, ListOpenIDConnectProvidersResponse,
    OpenIDConnectProviderListEntry,
};
use kernel::{ApiResult, Cx};

use crate::oidc_providers;

pub(crate) async fn list_open_id_connect_providers(
    cx: &mut Cx<'_>,
    _input: &ListOpenIDConnectProvidersRequest,
) -> ApiResult<ListOpenIDConnectProvidersResponse> {
    let all = oidc_providers::all(cx).await?;
    let arns = all.iter().map(|(url, _)| oidc_providers::arn_of(cx, url));
    let shown = arns.map(|arn| OpenIDConnectProviderListEntry { arn: Some(arn) });
    Ok(ListOpenIDConnectProvidersResponse { open_id_connect_provider_list: Some(shown.collect()) })
}
