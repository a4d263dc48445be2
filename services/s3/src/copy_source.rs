//! The source of a copy: `bucket/key?versionId=...`, percent-encoded.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html>

use std::borrow::Cow;
use std::sync::Arc;

use kernel::{ApiResult, Cx};

use crate::access_point_name::split_source;
use crate::bucket::{self, Bucket};
use crate::conditions::ReadConditions;
use crate::object::{Object, Version};
use crate::object_key::ObjectKey;
use crate::version_id::VersionId;
use crate::{access_log, errors, intelligent_tiering, limits, read, versions};

/// What the header names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CopySource {
    pub(crate) bucket: String,
    pub(crate) key: ObjectKey,
    pub(crate) version_id: Option<String>,
}

impl CopySource {
    pub(crate) fn parse(header: &str) -> ApiResult<CopySource> {
        let refused = || {
            let message = "Invalid copy source object key";
            errors::invalid_argument(message, "x-amz-copy-source", "x-amz-copy-source")
        };
        let (bucket, key, version_id) = parts(header).ok_or_else(refused)?;
        let key = ObjectKey::parse(&key)?;
        Ok(CopySource { bucket, key, version_id })
    }
}

/// Bucket, key and version of the header, which may be an object's URL.
pub(crate) fn parts(header: &str) -> Option<(String, String, Option<String>)> {
    let header = as_utf8(header);
    let (path, version_id) = match header.split_once("?versionId=") {
        Some((path, id)) => (path, Some(decode(id)?)),
        None => (&*header, None),
    };
    let path = decode(path)?;
    let path = in_url(&path).unwrap_or(path);
    let path = path.strip_prefix('/').unwrap_or(&path);
    let (bucket, key) = split_source(path).filter(|(_, key)| !key.is_empty())?;
    Some((bucket.to_owned(), key.to_owned(), version_id))
}

/// What was not encoded came as UTF-8, of which headers show each byte as a character.
fn as_utf8(header: &str) -> Cow<'_, str> {
    let bytes: Option<Vec<u8>> = header.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    match bytes.filter(|_| !header.is_ascii()).map(String::from_utf8) {
        Some(Ok(text)) => Cow::Owned(text),
        _ => Cow::Borrowed(header),
    }
}

/// `bucket/key` of an object's URL, whose host may name the bucket.
fn in_url(text: &str) -> Option<String> {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
    let (host, path) = rest.split_once('/')?;
    let of_host = host.find(".s3.").or_else(|| host.find(".s3-")).map(|at| &host[..at]);
    Some(match of_host {
        Some(bucket) => format!("{bucket}/{path}"),
        None => path.to_owned(),
    })
}

/// Takes percent signs off; a plus sign is a space.
pub(crate) fn decode(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'+' => b' ',
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// A source that was found.
pub(crate) struct Found {
    pub(crate) bucket: Arc<Bucket>,
    pub(crate) version: Version,
    pub(crate) object: Box<Object>,
}

impl Found {
    /// The id that answers show.
    pub(crate) fn shown_id(&self) -> Option<String> {
        let told = self.bucket.is_versioned() && !self.version.null;
        told.then(|| self.version.id().text())
    }
}

/// Finds what is to be copied, and judges the conditions on it.
pub(crate) async fn find(
    cx: &mut Cx<'_>,
    source: &CopySource,
    expected_owner: Option<&str>,
    conditions: &ReadConditions<'_>,
) -> ApiResult<Found> {
    let bucket = bucket::find_anywhere(cx, &source.bucket, expected_owner).await?;
    let id = VersionId::parse(source.version_id.as_deref())?;
    let key = source.key.as_str();
    let found = versions::find(cx, &bucket, &source.key, id).await?;
    let Some(mut version) = found else {
        return Err(match &source.version_id {
            Some(id) => errors::no_such_version(key, id),
            None => errors::no_such_key(key),
        });
    };
    let Some(object) = version.object.take() else {
        return Err(match id {
            Some(_) => errors::invalid_request(
                "The source of a copy request may not specifically refer to a delete marker by version id.",
            ),
            None => errors::no_such_key(key),
        });
    };
    conditions.judge_source(&object.etag, version.modified, cx.now())?;
    read::check_readable(&object, cx.now())?;
    intelligent_tiering::read(cx, &bucket, &version, &object).await?;
    Ok(Found { bucket, version, object })
}

/// Logs that a source was read, where its bucket has a log kept.
pub(crate) fn log(cx: &mut Cx<'_>, source: &CopySource, found: &Found, operation: &'static str) {
    let (key, version) = (source.key.as_str(), source.version_id.as_deref());
    access_log::also(cx, &found.bucket, operation, key, version, (200, None));
}

/// A copy moves no more than a single write does.
pub(crate) fn check_size(size: u64) -> ApiResult<()> {
    match size > limits::MAX_PUT {
        true => Err(errors::invalid_request(format!(
            "The specified copy source is larger than the maximum allowable size for a copy source: {}",
            limits::MAX_PUT
        ))),
        false => Ok(()),
    }
}

/// The conditions on the source of a copy's input.
macro_rules! source_conditions {
    ($input:expr) => {
        $crate::conditions::ReadConditions {
            if_match: $input.copy_source_if_match.as_deref(),
            if_none_match: $input.copy_source_if_none_match.as_deref(),
            if_modified_since: $input.copy_source_if_modified_since,
            if_unmodified_since: $input.copy_source_if_unmodified_since,
        }
    };
}

/// The client's key for the source of a copy's input.
macro_rules! source_customer {
    ($input:expr) => {
        $crate::sse::CustomerRequest {
            algorithm: $input.copy_source_sse_customer_algorithm.as_deref(),
            key: $input.copy_source_sse_customer_key.as_deref(),
            md5: $input.copy_source_sse_customer_key_md5.as_deref(),
        }
    };
}

pub(crate) use {source_conditions, source_customer};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources() {
        for (text, expected) in [
            ("b/k", Some(("b", "k", None))),
            ("/b/k%20x/y", Some(("b", "k x/y", None))),
            ("b/k+x%2B", Some(("b", "k x+", None))),
            ("b/\u{c3}\u{a9}", Some(("b", "é", None))),
            ("b//k", Some(("b", "/k", None))),
            ("b/k?versionId=null", Some(("b", "k", Some("null")))),
            ("b/k%3FversionId=x", Some(("b", "k?versionId=x", None))),
            ("http://localhost:4566/b/k", Some(("b", "k", None))),
            ("https://b.s3.eu-west-1.amazonaws.com/k/x", Some(("b", "k/x", None))),
            ("b", None),
            ("b/", None),
            ("", None),
            ("b/%zz", None),
        ] {
            let found = CopySource::parse(text).ok();
            let expected = expected.map(|(bucket, key, id): (&str, &str, Option<&str>)| {
                let key = ObjectKey(key.to_owned());
                let version_id = id.map(str::to_owned);
                CopySource { bucket: bucket.to_owned(), key, version_id }
            });
            assert_eq!(found, expected, "{text}");
        }
    }
}
