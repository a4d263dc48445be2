//! ListOpenIDConnectProviders.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_ListOpenIDConnectProviders.html>

use gen_iam::{ListOpenIDConnectProvidersInput, ListOpenIDConnectProvidersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_open_id_connect_providers(
    _cx: &mut Cx<'_>,
    _input: &ListOpenIDConnectProvidersInput,
) -> ApiResult<ListOpenIDConnectProvidersOutput> {
    Err(ApiError::not_implemented("iam:ListOpenIDConnectProviders"))
}
