//! RemoveClientIDFromOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_RemoveClientIDFromOpenIDConnectProvider.html>

use gen_iam::{RemoveClientIDFromOpenIDConnectProviderInput, RemoveClientIDFromOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn remove_client_id_from_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &RemoveClientIDFromOpenIDConnectProviderInput,
) -> ApiResult<RemoveClientIDFromOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:RemoveClientIDFromOpenIDConnectProvider"))
}
