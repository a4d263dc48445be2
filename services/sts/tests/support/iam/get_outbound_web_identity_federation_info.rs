//! The answer that STS asks for.

use gen_iam::{
    GetOutboundWebIdentityFederationInfoInput, GetOutboundWebIdentityFederationInfoOutput,
};
use kernel::{ApiResult, Cx};

pub(crate) async fn get_outbound_web_identity_federation_info(
    cx: &mut Cx<'_>,
    _: &GetOutboundWebIdentityFederationInfoInput,
) -> ApiResult<GetOutboundWebIdentityFederationInfoOutput> {
    let account = cx.account();
    if !["000000000000", "222222222222"].contains(&account.as_str()) {
        return Err(gen_iam::errors::feature_disabled_exception("It is off."));
    }
    let issuer = format!(
        "http://{}/_stratus/oidc/{account}/5a4a8ab0-0000-4000-8000-{account}",
        cx.kernel().default_authority()
    );
    Ok(GetOutboundWebIdentityFederationInfoOutput {
        issuer_identifier: Some(issuer),
        jwt_vending_enabled: Some(true),
    })
}
