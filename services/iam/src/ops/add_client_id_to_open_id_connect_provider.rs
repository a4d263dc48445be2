//! AddClientIDToOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_AddClientIDToOpenIDConnectProvider.html>

use gen_iam::{AddClientIDToOpenIDConnectProviderInput, AddClientIDToOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn add_client_id_to_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &AddClientIDToOpenIDConnectProviderInput,
) -> ApiResult<AddClientIDToOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:AddClientIDToOpenIDConnectProvider"))
}
