//! DescribeHandshake: for those whom it is between.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeHandshake.html>

use gen_organizations::{DescribeHandshakeInput, DescribeHandshakeOutput};
use kernel::{ApiResult, Cx};

use crate::handshake;

pub(super) async fn describe_handshake(
    cx: &mut Cx<'_>,
    input: &DescribeHandshakeInput,
) -> ApiResult<DescribeHandshakeOutput> {
    let (handshake, _) = handshake::require(cx, &input.handshake_id).await?;
    Ok(DescribeHandshakeOutput { handshake: Some(handshake.show(cx.now())) })
}
