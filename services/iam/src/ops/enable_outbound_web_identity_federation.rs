//! EnableOutboundWebIdentityFederation: the account becomes an issuer of tokens that other clouds can check.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html>

use gen_iam::{EnableOutboundWebIdentityFederationInput, EnableOutboundWebIdentityFederationOutput};
use kernel::{ApiResult, Cx};

use crate::account_settings::{self, Outbound};
use crate::review_errors;

pub(crate) async fn enable_outbound_web_identity_federation(
    cx: &mut Cx<'_>,
    _input: &EnableOutboundWebIdentityFederationInput,
) -> ApiResult<EnableOutboundWebIdentityFederationOutput> {
    let mut settings = account_settings::get(cx).await?;
    let issuer = match settings.outbound {
        Some(Outbound { enabled: true, .. }) => return Err(review_errors::outbound_enabled()),
        Some(Outbound { issuer, .. }) => issuer,
        None => format!("https://{}.tokens.sts.global.api.aws", cx.random().uuid()),
    };
    settings.outbound = Some(Outbound { issuer: issuer.clone(), enabled: true });
    account_settings::put(cx, &settings);
    Ok(EnableOutboundWebIdentityFederationOutput { issuer_identifier: Some(issuer) })
}
