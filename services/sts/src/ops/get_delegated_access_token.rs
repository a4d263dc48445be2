//! GetDelegatedAccessToken.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_GetDelegatedAccessToken.html>

use gen_sts::{GetDelegatedAccessTokenInput, GetDelegatedAccessTokenOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_delegated_access_token(
    _cx: &mut Cx<'_>,
    _input: &GetDelegatedAccessTokenInput,
) -> ApiResult<GetDelegatedAccessTokenOutput> {
    Err(ApiError::not_implemented("sts:GetDelegatedAccessToken"))
}
