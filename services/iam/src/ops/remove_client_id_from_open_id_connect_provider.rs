//! RemoveClientIDFromOpenIDConnectProvider: an audience less; one that is not there does not matter.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html>

use gen_iam::RemoveClientIDFromOpenIDConnectProviderRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::oidc_providers;

pub(crate) async fn remove_client_id_from_open_id_connect_provider(
    cx: &mut Cx<'_>,
    input: &RemoveClientIDFromOpenIDConnectProviderRequest,
) -> ApiResult<Empty> {
    let arn = &input.open_id_connect_provider_arn;
    let mut provider = oidc_providers::find(cx, arn).await?;
    provider.client_ids.retain(|id| *id != input.client_id);
    oidc_providers::put(cx, arn, &provider);
    Ok(Empty {})
}
