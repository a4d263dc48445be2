//! The value of a secret: a text or bytes, as it was given.

use kernel::ApiResult;
use schema::Bytes;

use crate::{errors, limits};

/// A value in plain. Never kept, and never shown by `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum SecretValue {
    Text(String),
    Binary(Bytes),
}

impl SecretValue {
    /// The value that a request gives, if it gives one.
    pub(crate) fn of(text: Option<&str>, binary: Option<&Bytes>) -> ApiResult<Option<SecretValue>> {
        let value = match (text, binary) {
            (Some(_), Some(_)) => return Err(errors::two_values()),
            (Some(text), None) => SecretValue::Text(text.to_owned()),
            (None, Some(binary)) => SecretValue::Binary(binary.clone()),
            (None, None) => return Ok(None),
        };
        if value.bytes().len() > limits::MAX_VALUE {
            return Err(errors::value_too_long());
        }
        Ok(Some(value))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            SecretValue::Text(text) => text.as_bytes(),
            SecretValue::Binary(binary) => binary,
        }
    }

    pub(crate) fn is_binary(&self) -> bool {
        matches!(self, SecretValue::Binary(_))
    }

    /// As answers show it: the text, or the bytes.
    pub(crate) fn shown(self) -> (Option<String>, Option<Bytes>) {
        match self {
            SecretValue::Text(text) => (Some(text), None),
            SecretValue::Binary(binary) => (None, Some(binary)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_two_within_the_limit() {
        let binary = Bytes::from_static(b"\0\xff");
        let code = |text: Option<&str>, binary: Option<&Bytes>| {
            SecretValue::of(text, binary).map(|v| v.is_some()).map_err(|e| e.code().to_owned())
        };
        assert_eq!(code(None, None), Ok(false));
        assert_eq!(code(Some("x"), None), Ok(true));
        assert_eq!(code(None, Some(&binary)), Ok(true));
        assert_eq!(code(Some("x"), Some(&binary)), Err("InvalidParameterException".to_owned()));
        assert_eq!(code(Some(&"x".repeat(65_536)), None), Ok(true));
        // As many characters as are allowed, and twice as many bytes.
        let wide = "é".repeat(65_536);
        assert_eq!(code(Some(&wide), None), Err("InvalidParameterException".to_owned()));
    }
}
