//! GetFederationToken.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_GetFederationToken.html>

use gen_sts::{GetFederationTokenInput, GetFederationTokenOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_federation_token(
    _cx: &mut Cx<'_>,
    _input: &GetFederationTokenInput,
) -> ApiResult<GetFederationTokenOutput> {
    Err(ApiError::not_implemented("sts:GetFederationToken"))
}
