//! GetSessionToken.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_GetSessionToken.html>

use gen_sts::{GetSessionTokenInput, GetSessionTokenOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_session_token(
    _cx: &mut Cx<'_>,
    _input: &GetSessionTokenInput,
) -> ApiResult<GetSessionTokenOutput> {
    Err(ApiError::not_implemented("sts:GetSessionToken"))
}
