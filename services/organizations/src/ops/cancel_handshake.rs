//! CancelHandshake: the sender takes it back, with all that is part of it.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_CancelHandshake.html>

use gen_organizations::{CancelHandshakeInput, CancelHandshakeOutput};
use kernel::{ApiResult, Cx};

use crate::handshake::{self, Side, State};
use crate::{errors, transfer};

pub(super) async fn cancel_handshake(
    cx: &mut Cx<'_>,
    input: &CancelHandshakeInput,
) -> ApiResult<CancelHandshakeOutput> {
    let (mut handshake, side) = handshake::require(cx, &input.handshake_id).await?;
    if side != Side::Sender || cx.caller().account != handshake.sender.management {
        return Err(errors::access_denied());
    }
    handshake::may_end(handshake.state_at(cx.now()), State::Canceled)?;
    handshake::end(cx, &mut handshake, State::Canceled);
    for mut part in handshake::parts_of(cx, &handshake).await? {
        if part.state.is_pending() {
            handshake::end(cx, &mut part, State::Canceled);
        }
    }
    transfer::follow(cx, &handshake).await?;
    Ok(CancelHandshakeOutput { handshake: Some(handshake.show(cx.now())) })
}
