//! Keys of objects: any text, which lists in the order of its bytes.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>

use std::fmt;

use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// 1 to 1,024 bytes of UTF-8.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ObjectKey(pub(crate) String);

store::key_newtype!(ObjectKey(String));

impl ObjectKey {
    pub(crate) fn parse(text: &str) -> ApiResult<ObjectKey> {
        if text.len() > limits::MAX_KEY {
            return Err(errors::key_too_long(text.len()));
        }
        Ok(ObjectKey(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ObjectKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
