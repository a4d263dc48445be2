//! DeclineHandshake: the recipient does not agree.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeclineHandshake.html>

use gen_organizations::{DeclineHandshakeInput, DeclineHandshakeOutput};
use kernel::{ApiResult, Cx};

use crate::handshake::{self, Side, State};
use crate::{errors, transfer};

pub(super) async fn decline_handshake(
    cx: &mut Cx<'_>,
    input: &DeclineHandshakeInput,
) -> ApiResult<DeclineHandshakeOutput> {
    let (mut handshake, side) = handshake::require(cx, &input.handshake_id).await?;
    if side != Side::Recipient {
        return Err(errors::access_denied());
    }
    handshake::may_end(handshake.state_at(cx.now()), State::Declined)?;
    handshake::end(cx, &mut handshake, State::Declined);
    transfer::follow(cx, &handshake).await?;
    Ok(DeclineHandshakeOutput { handshake: Some(handshake.show(cx.now())) })
}
