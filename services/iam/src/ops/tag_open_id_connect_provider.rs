//! TagOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_TagOpenIDConnectProvider.html>

use gen_iam::{TagOpenIDConnectProviderInput, TagOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn tag_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &TagOpenIDConnectProviderInput,
) -> ApiResult<TagOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:TagOpenIDConnectProvider"))
}
