//! Names of annotations: letters of any language, digits, `_`, `.` and `-`.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/annotations-overview.html#annotations-naming-rules>

use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// 1 to 512 bytes of UTF-8, listed in the order of their bytes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct AnnotationName(pub(crate) String);

store::key_newtype!(AnnotationName(String));

/// What names do not begin with, in whatever case.
const RESERVED: [&str; 2] = ["aws", "s3"];

impl AnnotationName {
    /// The name of an annotation that is to be.
    pub(crate) fn parse(text: &str) -> ApiResult<AnnotationName> {
        if text.len() > limits::MAX_ANNOTATION_NAME {
            return Err(errors::annotation_name_too_long(text.len()));
        }
        let reserved = RESERVED
            .iter()
            .any(|word| text.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word)));
        match text.is_empty() || reserved || !text.chars().all(is_allowed) {
            true => Err(errors::invalid_annotation_name(text)),
            false => Ok(AnnotationName(text.to_owned())),
        }
    }

    /// The name of one that may be there: no annotation has a name that none can have.
    pub(crate) fn sought(text: &str) -> Option<AnnotationName> {
        AnnotationName::parse(text).ok()
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a name may have this character.
fn is_allowed(c: char) -> bool {
    c.is_alphabetic() || c.is_ascii_digit() || matches!(c, '_' | '.' | '-')
}

/// What names begin with that are asked for; empty when nothing is said.
pub(crate) fn prefix(given: Option<&str>) -> ApiResult<&str> {
    let text = given.unwrap_or_default();
    match text.len() <= limits::MAX_ANNOTATION_NAME && text.chars().all(is_allowed) {
        true => Ok(text),
        false => Err(errors::invalid_annotation_prefix()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let (longest, longer) = ("é".repeat(256), "é".repeat(256) + "x");
        for (text, code) in [
            ("a", None),
            ("ml.sentiment_v2-final", None),
            ("Übersicht", None),
            ("注释", None),
            ("0", None),
            ("-.", None),
            ("as3", None),
            ("a", None),
            (&longest, None),
            (&longer, Some("AnnotationNameTooLong")),
            ("", Some("InvalidAnnotationName")),
            (" ", Some("InvalidAnnotationName")),
            ("a b", Some("InvalidAnnotationName")),
            ("a/b", Some("InvalidAnnotationName")),
            ("a\0", Some("InvalidAnnotationName")),
            ("a\n", Some("InvalidAnnotationName")),
            ("٣", Some("InvalidAnnotationName")),
            ("☃", Some("InvalidAnnotationName")),
            ("aws", Some("InvalidAnnotationName")),
            ("AWSome", Some("InvalidAnnotationName")),
            ("s3", Some("InvalidAnnotationName")),
            ("S3.x", Some("InvalidAnnotationName")),
        ] {
            let error = AnnotationName::parse(text).err();
            assert_eq!(error.as_ref().map(|error| error.code()), code, "{text:?}");
            assert_eq!(AnnotationName::sought(text).is_none(), code.is_some(), "{text:?}");
        }
    }

    #[test]
    fn prefixes() {
        let longer = "x".repeat(513);
        for (text, good) in [
            ("", true),
            ("aw", true),
            ("aws", true),
            ("é.", true),
            ("a b", false),
            (&longer, false),
        ] {
            assert_eq!(prefix(Some(text)).is_ok(), good, "{text:?}");
        }
        assert_eq!(prefix(None).ok(), Some(""));
    }
}
