//! CancelHandshake.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CancelHandshake.html>

use gen_organizations::{CancelHandshakeInput, CancelHandshakeOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn cancel_handshake(
    _cx: &mut Cx<'_>,
    _input: &CancelHandshakeInput,
) -> ApiResult<CancelHandshakeOutput> {
    Err(ApiError::not_implemented("organizations:CancelHandshake"))
}
