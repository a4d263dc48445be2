//! EnableOutboundWebIdentityFederation: the account becomes an issuer of tokens that other clouds can check.
//! Deviation: the issuer is a URL of this cloud, so that its keys can be fetched; AWS's are in `tokens.sts.global.api.aws`.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOutboundWebIdentityFederation.html>

use gen_iam::{
    EnableOutboundWebIdentityFederationInput, EnableOutboundWebIdentityFederationOutput,
};
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
        None => issuer(cx),
    };
    settings.outbound = Some(Outbound { issuer: issuer.clone(), enabled: true });
    account_settings::put(cx, &settings);
    Ok(EnableOutboundWebIdentityFederationOutput { issuer_identifier: Some(issuer) })
}

/// The account's URL as an issuer: on this cloud, where STS publishes the keys.
fn issuer(cx: &Cx<'_>) -> String {
    let scheme = cx.endpoint().scheme();
    let (authority, account) = (cx.kernel().default_authority(), cx.account());
    format!("{scheme}://{authority}/_stratus/oidc/{account}/{}", cx.random().uuid())
}
