//! GetWebIdentityToken.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_GetWebIdentityToken.html>

use gen_sts::{GetWebIdentityTokenInput, GetWebIdentityTokenOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_web_identity_token(
    _cx: &mut Cx<'_>,
    _input: &GetWebIdentityTokenInput,
) -> ApiResult<GetWebIdentityTokenOutput> {
    Err(ApiError::not_implemented("sts:GetWebIdentityToken"))
}
