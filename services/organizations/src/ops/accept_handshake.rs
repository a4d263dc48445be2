//! AcceptHandshake.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html>

use gen_organizations::{AcceptHandshakeInput, AcceptHandshakeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn accept_handshake(
    _cx: &mut Cx<'_>,
    _input: &AcceptHandshakeInput,
) -> ApiResult<AcceptHandshakeOutput> {
    Err(ApiError::not_implemented("organizations:AcceptHandshake"))
}
