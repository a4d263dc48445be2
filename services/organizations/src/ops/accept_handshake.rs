//! AcceptHandshake: the recipient agrees.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AcceptHandshake.html>

use gen_organizations::{AcceptHandshakeInput, AcceptHandshakeOutput};
use kernel::{ApiResult, Cx};

use crate::{accepting, handshake};

pub(super) async fn accept_handshake(
    cx: &mut Cx<'_>,
    input: &AcceptHandshakeInput,
) -> ApiResult<AcceptHandshakeOutput> {
    let (handshake, side) = handshake::require(cx, &input.handshake_id).await?;
    let accepted = accepting::accept(cx, handshake, side).await?;
    Ok(AcceptHandshakeOutput { handshake: Some(accepted.show(cx.now())) })
}
