//! EnableOutboundWebIdentityFederation.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_EnableOutboundWebIdentityFederation.html>

use gen_iam::{EnableOutboundWebIdentityFederationInput, EnableOutboundWebIdentityFederationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn enable_outbound_web_identity_federation(
    _cx: &mut Cx<'_>,
    _input: &EnableOutboundWebIdentityFederationInput,
) -> ApiResult<EnableOutboundWebIdentityFederationOutput> {
    Err(ApiError::not_implemented("iam:EnableOutboundWebIdentityFederation"))
}
