//! AddClientIDToOpenIDConnectProvider: another audience; one that is there already is fine.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html>

use gen_iam::AddClientIDToOpenIDConnectProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::oidc_providers;

pub(crate) async fn add_client_id_to_open_id_connect_provider(
    cx: &mut Cx<'_>,
    input: &AddClientIDToOpenIDConnectProviderRequest,
) -> ApiResult<Empty> {
    let arn = &input.open_id_connect_provider_arn;
    let mut provider = oidc_providers::find(cx, arn).await?;
    provider.client_ids.push(input.client_id.clone());
    provider.client_ids = oidc_providers::client_ids(&provider.client_ids)?;
    oidc_providers::put(cx, arn, &provider);
    Ok(Empty {})
}
