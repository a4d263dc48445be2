//! DisableOutboundWebIdentityFederation: the account issues no more tokens for other clouds.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOutboundWebIdentityFederation.html>

use gen_iam::{
    DisableOutboundWebIdentityFederationInput, DisableOutboundWebIdentityFederationOutput,
};
use kernel::{ApiResult, Cx};

use crate::account_settings::{self, Outbound};

pub(crate) async fn disable_outbound_web_identity_federation(
    cx: &mut Cx<'_>,
    _input: &DisableOutboundWebIdentityFederationInput,
) -> ApiResult<DisableOutboundWebIdentityFederationOutput> {
    let outbound = account_settings::enabled_outbound(cx).await?;
    let mut settings = account_settings::get(cx).await?;
    settings.outbound = Some(Outbound { enabled: false, ..outbound });
    account_settings::put(cx, &settings);
    Ok(DisableOutboundWebIdentityFederationOutput::default())
}
