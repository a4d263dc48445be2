//! DeleteOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteOpenIDConnectProvider.html>

use gen_iam::{DeleteOpenIDConnectProviderInput, DeleteOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &DeleteOpenIDConnectProviderInput,
) -> ApiResult<DeleteOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:DeleteOpenIDConnectProvider"))
}
