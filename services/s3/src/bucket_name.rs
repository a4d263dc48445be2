//! Names of general purpose buckets: global in a partition, and labels of host names.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html>

use std::fmt;

use kernel::ApiResult;
use serde::{Deserialize, Serialize};

use crate::errors;

/// 3 to 63 lower-case letters, digits, hyphens and dots; begins and ends with a letter or digit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct BucketName(String);

store::key_newtype!(BucketName(String));

const RESERVED_PREFIXES: [&str; 3] = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_SUFFIXES: [&str; 5] = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

impl BucketName {
    /// The name that a request gives; only what could be a bucket's.
    pub(crate) fn parse(text: &str) -> ApiResult<BucketName> {
        match is_valid(text) {
            true => Ok(BucketName(text.to_owned())),
            false => Err(errors::invalid_bucket_name(text)),
        }
    }

    /// The name for a new bucket, which must keep clear of names that mean something else.
    pub(crate) fn for_new(text: &str) -> ApiResult<BucketName> {
        let reserved = RESERVED_PREFIXES.iter().any(|prefix| text.starts_with(prefix))
            || RESERVED_SUFFIXES.iter().any(|suffix| text.ends_with(suffix));
        match reserved {
            true => Err(errors::invalid_bucket_name(text)),
            false => BucketName::parse(text),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BucketName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_valid(text: &str) -> bool {
    let edge = |b: Option<&u8>| b.is_some_and(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    let bytes = text.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().copied().all(allowed)
        && edge(bytes.first())
        && edge(bytes.last())
        && !bytes.windows(2).any(|two| two == b"..")
        && !(bytes[0].is_ascii_digit() && text.parse::<std::net::Ipv4Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "b".repeat(64);
        for (text, valid, for_new) in [
            ("my-bucket", true, true),
            ("my.bucket.1", true, true),
            ("abc", true, true),
            ("ab", false, false),
            (&long, false, false),
            (&long[1..], true, true),
            ("My-bucket", false, false),
            ("my_bucket", false, false),
            ("-bucket", false, false),
            ("bucket-", false, false),
            ("my..bucket", false, false),
            ("192.168.5.4", false, false),
            ("xn--bucket", true, false),
            ("sthree-bucket", true, false),
            ("bucket-s3alias", true, false),
            ("bucket--x-s3", true, false),
            ("größe", false, false),
            ("", false, false),
        ] {
            assert_eq!(BucketName::parse(text).is_ok(), valid, "{text}");
            assert_eq!(BucketName::for_new(text).is_ok(), for_new, "{text}");
        }
    }
}
