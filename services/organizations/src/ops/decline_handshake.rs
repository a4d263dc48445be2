//! DeclineHandshake.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeclineHandshake.html>

use gen_organizations::{DeclineHandshakeInput, DeclineHandshakeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn decline_handshake(
    _cx: &mut Cx<'_>,
    _input: &DeclineHandshakeInput,
) -> ApiResult<DeclineHandshakeOutput> {
    Err(ApiError::not_implemented("organizations:DeclineHandshake"))
}
