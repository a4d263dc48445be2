//! UpdateOpenIDConnectProviderThumbprint.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UpdateOpenIDConnectProviderThumbprint.html>

use gen_iam::{UpdateOpenIDConnectProviderThumbprintInput, UpdateOpenIDConnectProviderThumbprintOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_open_id_connect_provider_thumbprint(
    _cx: &mut Cx<'_>,
    _input: &UpdateOpenIDConnectProviderThumbprintInput,
) -> ApiResult<UpdateOpenIDConnectProviderThumbprintOutput> {
    Err(ApiError::not_implemented("iam:UpdateOpenIDConnectProviderThumbprint"))
}
