//! Tags of buckets and objects: what S3 takes, and in which words it refuses.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/tagging-managing.html>

use gen_s3::Tag;
use kernel::{ApiError, ApiResult};

use crate::refusals;

/// Whose tags: words and numbers differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tagged {
    Bucket,
    /// A bucket that is being created.
    NewBucket,
    Object,
}

const MAX_KEY: usize = 128;
const MAX_VALUE: usize = 256;

impl Tagged {
    fn most(self) -> usize {
        if self == Tagged::Object { 10 } else { 50 }
    }

    fn too_many(self) -> ApiError {
        refusals::bad_request(match self {
            Tagged::Object => "Object tags cannot be greater than 10",
            Tagged::Bucket | Tagged::NewBucket => "Bucket tag count cannot be greater than 50",
        })
    }

    /// Recorded.
    fn reserved(self, key: &str) -> ApiError {
        match self {
            Tagged::Bucket => with_key("System tags cannot be added/updated by requester", key),
            Tagged::Object => with_key("Your TagKey cannot be prefixed with aws:", key),
            Tagged::NewBucket => refusals::invalid_tag(
                "User-defined tag keys can't start with \"aws:\". This prefix is reserved for system tags. Remove \
                 \"aws:\" from your tag keys and try again.",
            ),
        }
    }

    /// Recorded, also that S3 itself fails on those of a new bucket.
    fn twice(self, key: &str) -> ApiError {
        match self {
            Tagged::NewBucket => ApiError::new(
                "InternalError",
                500,
                "We encountered an internal error. Please try again.",
            ),
            Tagged::Bucket | Tagged::Object => {
                with_key("Cannot provide multiple Tags with the same key", key)
            }
        }
    }
}

fn with_key(message: &str, key: &str) -> ApiError {
    refusals::invalid_tag(message).with_extra("TagKey", key)
}

/// The tags, checked, in the order of their keys as S3 shows them.
pub(crate) fn check(given: &[Tag], whose: Tagged) -> ApiResult<Vec<(String, String)>> {
    if given.len() > whose.most() {
        return Err(whose.too_many());
    }
    let mut tags: Vec<(String, String)> = Vec::with_capacity(given.len());
    for tag in given {
        if tags.iter().any(|(key, _)| *key == tag.key) {
            return Err(whose.twice(&tag.key));
        }
        if tag.key.get(..4).is_some_and(|prefix| prefix.eq_ignore_ascii_case("aws:")) {
            return Err(whose.reserved(&tag.key));
        }
        if tag.key.is_empty() || !fits(&tag.key, MAX_KEY) {
            return Err(with_key("The TagKey you have provided is invalid", &tag.key));
        }
        if !fits(&tag.value, MAX_VALUE) {
            let error = with_key("The TagValue you have provided is invalid", &tag.key);
            return Err(error.with_extra("TagValue", &tag.value));
        }
        tags.push((tag.key.clone(), tag.value.clone()));
    }
    Ok(tags)
}

fn fits(text: &str, most: usize) -> bool {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || "_.:/=+-@".contains(c);
    text.chars().count() <= most && text.chars().all(allowed)
}

/// Tags as the API shows them.
pub(crate) fn shown(tags: &[(String, String)]) -> Vec<Tag> {
    tags.iter().map(|(key, value)| Tag { key: key.clone(), value: value.clone() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(key: &str, value: &str, whose: Tagged) -> Option<String> {
        let tag = Tag { key: key.into(), value: value.into() };
        check(&[tag], whose).err().map(|error| error.message().unwrap_or_default().to_owned())
    }

    #[test]
    fn words() {
        assert_eq!(refused("a b", "c/d", Tagged::Bucket), None);
        assert_eq!(refused("k", "", Tagged::Object), None);
        for (key, value, whose, want) in [
            ("a,b", "", Tagged::Bucket, "The TagKey you have provided is invalid"),
            ("k", "a,b", Tagged::Object, "The TagValue you have provided is invalid"),
            ("aws:x", "", Tagged::Object, "Your TagKey cannot be prefixed with aws:"),
            ("aws:x", "", Tagged::Bucket, "System tags cannot be added/updated by requester"),
        ] {
            assert_eq!(refused(key, value, whose).as_deref(), Some(want), "{key}={value}");
        }
        let twice = [
            Tag { key: "k".into(), value: "1".into() },
            Tag { key: "k".into(), value: "2".into() },
        ];
        assert_eq!(check(&twice, Tagged::Bucket).unwrap_err().code(), "InvalidTag");
        assert_eq!(check(&twice, Tagged::NewBucket).unwrap_err().code(), "InternalError");
        let many: Vec<Tag> =
            (0..11).map(|n| Tag { key: format!("k{n}"), value: String::new() }).collect();
        assert_eq!(check(&many, Tagged::Object).unwrap_err().code(), "BadRequest");
        assert!(check(&many, Tagged::Bucket).is_ok());
    }
}
