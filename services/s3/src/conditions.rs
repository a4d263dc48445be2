//! Conditional requests: what reads, copies and writes demand of the version that is there.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-requests.html>

use kernel::{ApiError, ApiResult, Timestamp};

use crate::errors;
use crate::etag::{ETag, unquoted};
use crate::object::Version;

/// The conditions of a read.
#[derive(Clone, Copy, Default)]
pub(crate) struct ReadConditions<'r> {
    pub(crate) if_match: Option<&'r str>,
    pub(crate) if_none_match: Option<&'r str>,
    pub(crate) if_modified_since: Option<Timestamp>,
    pub(crate) if_unmodified_since: Option<Timestamp>,
}

/// What conditions come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Holds,
    /// The client has it already: 304.
    NotModified,
    /// This condition does not hold: 412.
    Failed(&'static str),
}

fn names(list: &str, etag: &ETag) -> bool {
    list.split(',').any(|one| one.trim() == "*" || etag.is(one.trim()))
}

impl ReadConditions<'_> {
    /// If-Match goes before If-Unmodified-Since, and If-None-Match before If-Modified-Since.
    pub(crate) fn judge(&self, etag: &ETag, modified: Timestamp, now: Timestamp) -> Verdict {
        let at = modified.whole_seconds();
        match (self.if_match, self.if_unmodified_since) {
            (Some(list), _) if !names(list, etag) => return Verdict::Failed("If-Match"),
            (None, Some(since)) if at > since => return Verdict::Failed("If-Unmodified-Since"),
            _ => {}
        }
        match (self.if_none_match, self.if_modified_since) {
            (Some(list), _) if names(list, etag) => Verdict::NotModified,
            (None, Some(since)) if at <= since && since <= now => Verdict::NotModified,
            _ => Verdict::Holds,
        }
    }

    /// The same for the source of a copy, of which nothing can be "not modified".
    pub(crate) fn judge_source(
        &self,
        etag: &ETag,
        modified: Timestamp,
        now: Timestamp,
    ) -> ApiResult<()> {
        let named = match self.judge(etag, modified, now) {
            Verdict::Holds => return Ok(()),
            Verdict::Failed("If-Match") => "x-amz-copy-source-If-Match",
            Verdict::Failed(_) => "x-amz-copy-source-If-Unmodified-Since",
            Verdict::NotModified if self.if_none_match.is_some() => {
                "x-amz-copy-source-If-None-Match"
            }
            Verdict::NotModified => "x-amz-copy-source-If-Modified-Since",
        };
        Err(errors::precondition_failed(named))
    }
}

/// The conditions of a write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct WriteConditions<'r> {
    if_match: Option<&'r str>,
    none: bool,
}

impl<'r> WriteConditions<'r> {
    /// Of If-None-Match only `*` is taken, of If-Match anything else, and never both.
    pub(crate) fn parse(
        if_match: Option<&'r str>,
        if_none_match: Option<&'r str>,
    ) -> ApiResult<WriteConditions<'r>> {
        match (if_match, if_none_match) {
            (Some(_), Some(_)) => Err(errors::condition_not_implemented(
                "If-Match,If-None-Match",
                "Multiple conditional request headers present in the request",
            )),
            (None, Some(text)) if text != "*" => Err(errors::condition_not_implemented(
                "If-None-Match",
                "We don't accept the provided value of If-None-Match header for this API",
            )),
            (Some("*"), None) => Err(errors::condition_not_implemented(
                "If-Match",
                "We don't accept the provided value of If-Match header for this API",
            )),
            (if_match, if_none_match) => {
                Ok(WriteConditions { if_match, none: if_none_match.is_some() })
            }
        }
    }

    /// The same for deletions, where If-Match may be `*`.
    pub(crate) fn of_delete(if_match: Option<&'r str>) -> WriteConditions<'r> {
        WriteConditions { if_match, none: false }
    }

    pub(crate) fn name(&self) -> Option<&'static str> {
        match (self.if_match, self.none) {
            (Some(_), _) => Some("If-Match"),
            (None, true) => Some("If-None-Match"),
            (None, false) => None,
        }
    }

    /// Judges what is there; a delete marker counts as nothing.
    pub(crate) fn check(&self, newest: Option<&Version>, key: &str) -> ApiResult<()> {
        let object = newest.and_then(|version| version.object.as_ref());
        match (self.if_match, object) {
            (Some(_), None) => Err(errors::no_such_key(key)),
            (Some("*"), Some(_)) => Ok(()),
            (Some(text), Some(object)) if unquoted(text) != object.etag.to_string() => {
                Err(errors::precondition_failed("If-Match"))
            }
            (None, Some(_)) if self.none => Err(errors::precondition_failed("If-None-Match")),
            _ => Ok(()),
        }
    }
}

/// 304, which shows what the client has.
pub(crate) fn not_modified(etag: &ETag, modified: Timestamp) -> ApiError {
    ApiError::new("NotModified", 304, "Not Modified")
        .with_header("etag", etag.quoted())
        .with_header("last-modified", modified.whole_seconds().http_date())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        let etag = ETag::of_whole([1; 16]);
        let own = etag.quoted();
        let at = Timestamp::from_micros(1_000_000_000_000);
        let (earlier, later) =
            (Timestamp::from_micros(999_999_000_000), Timestamp::from_micros(1_000_001_000_000));
        let now = later;
        let none = ReadConditions::default();
        let of = |if_match, if_none_match, if_modified_since, if_unmodified_since| ReadConditions {
            if_match,
            if_none_match,
            if_modified_since,
            if_unmodified_since,
        };
        for (conditions, expected) in [
            (none, Verdict::Holds),
            (of(Some(&*own), None, None, None), Verdict::Holds),
            (of(Some("*"), None, None, None), Verdict::Holds),
            (of(Some("\"x\""), None, None, None), Verdict::Failed("If-Match")),
            (of(None, None, None, Some(earlier)), Verdict::Failed("If-Unmodified-Since")),
            (of(None, None, None, Some(at)), Verdict::Holds),
            (of(Some(&*own), None, None, Some(earlier)), Verdict::Holds),
            (of(None, Some(&*own), None, None), Verdict::NotModified),
            (of(None, Some("\"x\", *"), None, None), Verdict::NotModified),
            (of(None, Some("\"x\""), Some(later), None), Verdict::Holds),
            (of(None, None, Some(at), None), Verdict::NotModified),
            (of(None, None, Some(earlier), None), Verdict::Holds),
        ] {
            assert_eq!(conditions.judge(&etag, at, now), expected);
        }
    }

    #[test]
    fn writes() {
        for (if_match, if_none_match, good) in [
            (None, None, true),
            (Some("abc"), None, true),
            (Some("*"), None, false),
            (None, Some("*"), true),
            (None, Some("abc"), false),
            (Some("abc"), Some("*"), false),
        ] {
            assert_eq!(WriteConditions::parse(if_match, if_none_match).is_ok(), good);
        }
    }
}
