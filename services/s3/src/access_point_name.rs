//! Names of access points: part of host names with the account after them, so they are shorter than buckets' names.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations-naming-rules.html>

use kernel::{AccountId, ApiResult};

use crate::{control_errors, mrap};

/// What aliases end with.
pub(crate) const ALIAS_END: &str = "-s3alias";

/// Fails unless `text` can be an access point's name. What is no part of a URL is told apart from what breaks the rules
/// for names (recorded).
pub(crate) fn check(text: &str) -> ApiResult<()> {
    let in_url = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'-' | b'.');
    if !(3..=50).contains(&text.len()) || !text.bytes().all(in_url) {
        return Err(control_errors::invalid_uri(text));
    }
    let edge = |b: Option<&u8>| b.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = text.as_bytes();
    let good = edge(bytes.first())
        && edge(bytes.last())
        && !text.contains('.')
        && !text.starts_with("xn--")
        && !text.ends_with(ALIAS_END)
        && !text.ends_with("--xa-s3");
    if good { Ok(()) } else { Err(control_errors::invalid_access_point_name()) }
}

/// How a request names an access point in place of a bucket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named<'t> {
    /// By ARN. An empty region is that of the call.
    Arn { region: &'t str, account: AccountId, name: &'t str },
    /// `ALIAS.mrap`, of an access point of several regions.
    Mrap(&'t str),
    /// `NAME-s3alias`.
    Alias(&'t str),
    /// `NAME-ACCOUNT`, as hosts have it: perhaps a bucket is called so.
    Host { account: AccountId, name: &'t str },
}

impl<'t> Named<'t> {
    /// `None` of what names a bucket for sure.
    pub(crate) fn parse(text: &'t str) -> Option<Named<'t>> {
        if text.starts_with("arn:") {
            return Named::of_arn(text);
        }
        if text.ends_with(mrap::ALIAS_END) {
            return Some(Named::Mrap(text));
        }
        if text.ends_with(ALIAS_END) {
            return Some(Named::Alias(text));
        }
        let (name, account) = text.rsplit_once('-')?;
        Some(Named::Host { account: AccountId::parse(account)?, name })
    }

    /// `arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME`; clients also write a colon before the name.
    fn of_arn(text: &'t str) -> Option<Named<'t>> {
        let mut parts = text.splitn(6, ':').skip(1);
        let partition = parts.next()?;
        let (service, region, account) = (parts.next()?, parts.next()?, parts.next()?);
        let name = parts.next()?.strip_prefix("accesspoint")?.strip_prefix(['/', ':'])?;
        let known = partition.starts_with("aws") && service == "s3" && !name.contains(['/', ':']);
        let account = AccountId::parse(account)?;
        if region.is_empty() && name.ends_with(mrap::ALIAS_END) {
            return known.then_some(Named::Mrap(name));
        }
        known.then_some(Named::Arn { region, account, name })
    }
}

/// Splits the source of a copy, `BUCKET/KEY`; an access point's ARN has `object/` before the key.
pub(crate) fn split_source(path: &str) -> Option<(&str, &str)> {
    if !path.starts_with("arn:") {
        return path.split_once('/');
    }
    let at = path.find("/object/")?;
    Some((&path[..at], &path[at + "/object/".len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "a".repeat(51);
        for (text, code) in [
            ("my-point", None),
            ("abc", None),
            (&long[1..], None),
            (&long, Some("InvalidURI")),
            ("sa", Some("InvalidURI")),
            ("xn-_test-alias", Some("InvalidURI")),
            ("WRONG-casing", Some("InvalidURI")),
            ("-hyphen-start", Some("InvalidRequest")),
            ("hyphen-end-", Some("InvalidRequest")),
            ("cannot-end-s3alias", Some("InvalidRequest")),
            ("cannot-have.dot", Some("InvalidRequest")),
        ] {
            let got = check(text).err();
            assert_eq!(got.as_ref().map(kernel::ApiError::code), code, "{text}");
        }
    }

    #[test]
    fn what_requests_name() {
        let account = AccountId::parse("111122223333").unwrap();
        for (text, want) in [
            ("bucket", None),
            ("my-bucket", None),
            ("my-bucket-12", None),
            ("point-111122223333", Some(Named::Host { account, name: "point" })),
            ("point-abc-s3alias", Some(Named::Alias("point-abc-s3alias"))),
            (
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/point",
                Some(Named::Arn { region: "eu-west-1", account, name: "point" }),
            ),
            (
                "arn:aws-cn:s3:cn-north-1:111122223333:accesspoint:point",
                Some(Named::Arn { region: "cn-north-1", account, name: "point" }),
            ),
            ("m1.mrap", Some(Named::Mrap("m1.mrap"))),
            ("arn:aws:s3::111122223333:accesspoint/m1.mrap", Some(Named::Mrap("m1.mrap"))),
            ("arn:aws:s3:::bucket", None),
            ("arn:aws:s3:eu-west-1:111122223333:accesspoint/point/object/k", None),
            ("arn:aws:sqs:eu-west-1:111122223333:accesspoint/point", None),
        ] {
            assert_eq!(Named::parse(text), want, "{text}");
        }
    }

    #[test]
    fn sources_of_copies() {
        const ARN: &str = "arn:aws:s3:eu-west-1:111122223333:accesspoint/point";
        assert_eq!(split_source("b/k/l"), Some(("b", "k/l")));
        assert_eq!(split_source("b"), None);
        assert_eq!(split_source(ARN), None);
        assert_eq!(split_source(&format!("{ARN}/object/k/object/l")), Some((ARN, "k/object/l")));
    }
}
