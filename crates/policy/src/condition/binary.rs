//! Bytes, which policies write in base64.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_BinaryEquals>

use std::borrow::Cow;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::value::Value;

/// The bytes of a value; text is read as base64, as it comes over the wire.
pub(super) fn read(value: &Value) -> Option<Cow<'_, [u8]>> {
    match value {
        Value::Binary(bytes) => Some(Cow::Borrowed(bytes)),
        Value::Text(text) => STANDARD.decode(text.as_bytes()).ok().map(Cow::Owned),
        _ => None,
    }
}
