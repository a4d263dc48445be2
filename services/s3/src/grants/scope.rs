//! What grants are about: `s3://bucket/prefix*`, or one object. Pure.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-grant-create.html>

use crate::bucket_name::BucketName;

const SCHEME: &str = "s3://";

/// A bucket and what of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Scope {
    pub(crate) bucket: String,
    /// What keys begin with, or the whole key.
    pub(crate) key: String,
    /// Whether it is about every key that begins so.
    pub(crate) is_prefix: bool,
}

impl Scope {
    /// Of `s3://bucket`, `s3://bucket/prefix*` and `s3://bucket/key`.
    pub(crate) fn parse(text: &str) -> Option<Scope> {
        let rest = without_scheme(text)?;
        let (bucket, key) = match rest.split_once('/') {
            None => (rest.strip_suffix('*').unwrap_or(rest), "*"),
            Some((bucket, "")) => (bucket, "*"),
            Some(pair) => pair,
        };
        BucketName::parse(bucket).ok()?;
        let (key, is_prefix) = match key.strip_suffix('*') {
            Some(prefix) => (prefix, true),
            None => (key, false),
        };
        Some(Scope { bucket: bucket.to_owned(), key: key.to_owned(), is_prefix })
    }

    /// Whether all that `asked` is about is part of this.
    pub(crate) fn covers(&self, asked: &Scope) -> bool {
        let same = self.bucket == asked.bucket;
        same && match self.is_prefix {
            true => asked.key.starts_with(&self.key),
            false => *self == *asked,
        }
    }

    pub(crate) fn text(&self) -> String {
        let star = if self.is_prefix { "*" } else { "" };
        format!("{SCHEME}{}/{}{star}", self.bucket, self.key)
    }
}

fn without_scheme(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked(SCHEME.len())?;
    scheme.eq_ignore_ascii_case(SCHEME).then_some(rest)
}

/// A location, in one way of writing it: `s3://`, or what [`Scope::parse`] takes and which is no object.
pub(crate) fn location(text: &str) -> Option<String> {
    let rest = without_scheme(text)?;
    if matches!(rest, "" | "*") {
        return Some(SCHEME.to_owned());
    }
    let bucket_alone = !rest.contains('/') || rest.ends_with('/') && rest.matches('/').count() == 1;
    let text = format!("{SCHEME}{}", if bucket_alone { rest.trim_end_matches('/') } else { rest });
    Scope::parse(&text)?;
    Some(text)
}

/// What a grant in a location is about. `None`: not more than the location `s3://`, or nothing that can be.
pub(crate) fn of_grant(location: &str, sub_prefix: Option<&str>, object: bool) -> Option<Scope> {
    let sub = sub_prefix.unwrap_or_default();
    let head = location.strip_suffix('*').unwrap_or(location);
    let is_bucket = head != SCHEME && !head[SCHEME.len()..].contains('/');
    let text = match (sub.is_empty(), is_bucket) {
        (true, _) => location.to_owned(),
        (false, true) => format!("{head}/{}", sub.trim_start_matches('/')),
        (false, false) => format!("{head}{sub}"),
    };
    let scope = Scope::parse(&text)?;
    // An object has no star at its end, and is said to be one.
    match (scope.is_prefix, object) {
        (true, false) => Some(scope),
        (false, true) if !scope.key.is_empty() => Some(scope),
        _ => None,
    }
}

/// What a request for access names; a prefix may come with or without its star.
pub(crate) fn target(text: &str, object: bool) -> Option<Scope> {
    let scope = Scope::parse(text)?;
    match object {
        true if scope.is_prefix => None,
        true => Some(scope),
        false => Some(Scope { is_prefix: true, ..scope }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations() {
        for (text, want) in [
            ("s3://", Some("s3://")),
            ("S3://*", Some("s3://")),
            ("s3://bucket", Some("s3://bucket")),
            ("s3://bucket/", Some("s3://bucket")),
            ("s3://bucket/prefix*", Some("s3://bucket/prefix*")),
            ("s3://B/prefix*", None),
            ("bucket/prefix*", None),
            ("", None),
        ] {
            assert_eq!(location(text).as_deref(), want, "{text}");
        }
    }

    #[test]
    fn grants_in_locations() {
        for (place, sub, object, want) in [
            ("s3://", None, false, None),
            ("s3://", Some("bucket/p*"), false, Some("s3://bucket/p*")),
            ("s3://", Some("bucket/*"), false, Some("s3://bucket/*")),
            ("s3://bucket", None, false, Some("s3://bucket/*")),
            ("s3://bucket", Some("p*"), false, Some("s3://bucket/p*")),
            ("s3://bucket/a*", None, false, Some("s3://bucket/a*")),
            ("s3://bucket/a*", Some("b*"), false, Some("s3://bucket/ab*")),
            ("s3://bucket/a/*", Some("k"), true, Some("s3://bucket/a/k")),
            ("s3://bucket/a/*", Some("k"), false, None),
            ("s3://bucket/a/*", Some("k*"), true, None),
        ] {
            let got = of_grant(place, sub, object).map(|scope| scope.text());
            assert_eq!(got.as_deref(), want, "{place} {sub:?}");
        }
    }

    #[test]
    fn what_covers_what() {
        for (held, asked, object, want) in [
            ("s3://bucket/a/*", "s3://bucket/a/*", false, true),
            ("s3://bucket/a/*", "s3://bucket/a/b*", false, true),
            ("s3://bucket/a/*", "s3://bucket/a/b", false, true),
            ("s3://bucket/a/*", "s3://bucket/a/b", true, true),
            ("s3://bucket/a/*", "s3://bucket/a*", false, false),
            ("s3://bucket/a/*", "s3://bucket", false, false),
            ("s3://bucket/a/*", "s3://other/a/*", false, false),
            ("s3://bucket/*", "s3://bucket", false, true),
            ("s3://bucket/k", "s3://bucket/k", true, true),
            ("s3://bucket/k", "s3://bucket/k", false, false),
            ("s3://bucket/k", "s3://bucket/kl", true, false),
        ] {
            let held = Scope::parse(held).unwrap();
            let asked = target(asked, object).unwrap();
            assert_eq!(held.covers(&asked), want, "{held:?} {asked:?}");
        }
        assert_eq!(target("s3://bucket/k*", true), None);
    }
}
