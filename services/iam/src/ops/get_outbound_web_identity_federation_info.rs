//! GetOutboundWebIdentityFederationInfo.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetOutboundWebIdentityFederationInfo.html>

use gen_iam::{GetOutboundWebIdentityFederationInfoInput, GetOutboundWebIdentityFederationInfoOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_outbound_web_identity_federation_info(
    _cx: &mut Cx<'_>,
    _input: &GetOutboundWebIdentityFederationInfoInput,
) -> ApiResult<GetOutboundWebIdentityFederationInfoOutput> {
    Err(ApiError::not_implemented("iam:GetOutboundWebIdentityFederationInfo"))
}
