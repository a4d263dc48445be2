//! DecodeAuthorizationMessage: opens what a denial handed out sealed, the decision and its circumstances as JSON.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html>

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use gen_sts::{DecodeAuthorizationMessageInput, DecodeAuthorizationMessageOutput};
use kernel::{ApiResult, Cx};

use crate::errors;

/// What these messages are sealed for.
const PURPOSE: &str = "authorization-message";

pub(crate) async fn decode_authorization_message(
    cx: &mut Cx<'_>,
    input: &DecodeAuthorizationMessageInput,
) -> ApiResult<DecodeAuthorizationMessageOutput> {
    let text = input.encoded_message.as_str();
    let sealed = STANDARD.decode(text).or_else(|_| URL_SAFE.decode(text));
    let opened = sealed.ok().and_then(|bytes| cx.kernel().unseal(PURPOSE, &bytes));
    let message = opened.and_then(|bytes| String::from_utf8(bytes).ok());
    let message = message.ok_or_else(errors::authorization_message)?;
    Ok(DecodeAuthorizationMessageOutput { decoded_message: Some(message) })
}
