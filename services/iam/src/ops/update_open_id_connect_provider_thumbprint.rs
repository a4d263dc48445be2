//! UpdateOpenIDConnectProviderThumbprint: replaces all thumbprints.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html>

use gen_iam::UpdateOpenIDConnectProviderThumbprintRequest;
use kernel::{ApiResult, Cx};
use schema::Empty;

use crate::oidc_providers;

pub(crate) async fn update_open_id_connect_provider_thumbprint(
    cx: &mut Cx<'_>,
    input: &UpdateOpenIDConnectProviderThumbprintRequest,
) -> ApiResult<Empty> {
    let arn = &input.open_id_connect_provider_arn;
    let mut provider = oidc_providers::find(cx, arn).await?;
    provider.thumbprints = oidc_providers::thumbprints(&input.thumbprint_list)?;
    oidc_providers::put(cx, arn, &provider);
    Ok(Empty {})
}
