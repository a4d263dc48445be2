//! DisableOutboundWebIdentityFederation.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DisableOutboundWebIdentityFederation.html>

use gen_iam::{DisableOutboundWebIdentityFederationInput, DisableOutboundWebIdentityFederationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn disable_outbound_web_identity_federation(
    _cx: &mut Cx<'_>,
    _input: &DisableOutboundWebIdentityFederationInput,
) -> ApiResult<DisableOutboundWebIdentityFederationOutput> {
    Err(ApiError::not_implemented("iam:DisableOutboundWebIdentityFederation"))
}
