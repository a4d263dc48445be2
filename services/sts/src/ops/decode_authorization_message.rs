//! DecodeAuthorizationMessage.
//! Ref: <https://docs.aws.amazon.com/sts/latest/APIReference/API_DecodeAuthorizationMessage.html>

use gen_sts::{DecodeAuthorizationMessageInput, DecodeAuthorizationMessageOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn decode_authorization_message(
    _cx: &mut Cx<'_>,
    _input: &DecodeAuthorizationMessageInput,
) -> ApiResult<DecodeAuthorizationMessageOutput> {
    Err(ApiError::not_implemented("sts:DecodeAuthorizationMessage"))
}
