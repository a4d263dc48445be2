//! GetOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetOpenIDConnectProvider.html>

use gen_iam::{GetOpenIDConnectProviderInput, GetOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &GetOpenIDConnectProviderInput,
) -> ApiResult<GetOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:GetOpenIDConnectProvider"))
}
