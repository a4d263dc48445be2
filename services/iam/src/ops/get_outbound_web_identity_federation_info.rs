//! GetOutboundWebIdentityFederationInfo: under which URL the account issues tokens for other clouds. STS asks, too.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetOutboundWebIdentityFederationInfo.html>

use gen_iam::{
    GetOutboundWebIdentityFederationInfoInput, GetOutboundWebIdentityFederationInfoOutput,
};
use kernel::{ApiResult, Cx};

use crate::account_settings;

pub(crate) async fn get_outbound_web_identity_federation_info(
    cx: &mut Cx<'_>,
    _input: &GetOutboundWebIdentityFederationInfoInput,
) -> ApiResult<GetOutboundWebIdentityFederationInfoOutput> {
    let outbound = account_settings::enabled_outbound(cx).await?;
    Ok(GetOutboundWebIdentityFederationInfoOutput {
        issuer_identifier: Some(outbound.issuer),
        jwt_vending_enabled: Some(true),
    })
}
