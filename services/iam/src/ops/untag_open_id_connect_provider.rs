//! UntagOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_UntagOpenIDConnectProvider.html>

use gen_iam::{UntagOpenIDConnectProviderInput, UntagOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn untag_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &UntagOpenIDConnectProviderInput,
) -> ApiResult<UntagOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:UntagOpenIDConnectProvider"))
}
