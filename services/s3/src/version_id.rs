//! Which version of an object: a number that grows, or the one version called `null`.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/versioning-workflows.html>

use kernel::ApiResult;

use crate::{errors, opaque_id};

const PURPOSE: &str = "s3.version";

/// What a request may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VersionId {
    /// The version without an id of its own.
    Null,
    Number(u64),
}

impl VersionId {
    /// `None` when the request names no version. An empty one is refused, as AWS does.
    pub(crate) fn parse(given: Option<&str>) -> ApiResult<Option<VersionId>> {
        match given {
            None => Ok(None),
            Some("") => Err(errors::empty_version_id()),
            Some("null") => Ok(Some(VersionId::Null)),
            Some(text) => match opaque_id::number(PURPOSE, text) {
                Some(number) => Ok(Some(VersionId::Number(number))),
                None => Err(errors::invalid_version_id(text)),
            },
        }
    }

    /// As clients see it.
    pub(crate) fn text(self) -> String {
        match self {
            VersionId::Null => "null".to_owned(),
            VersionId::Number(number) => opaque_id::text(PURPOSE, number),
        }
    }
}
