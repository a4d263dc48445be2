//! CreateOpenIDConnectProvider.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreateOpenIDConnectProvider.html>

use gen_iam::{CreateOpenIDConnectProviderInput, CreateOpenIDConnectProviderOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_open_id_connect_provider(
    _cx: &mut Cx<'_>,
    _input: &CreateOpenIDConnectProviderInput,
) -> ApiResult<CreateOpenIDConnectProviderOutput> {
    Err(ApiError::not_implemented("iam:CreateOpenIDConnectProvider"))
}
