//! Names of Object Lambda access points, and how requests name one in place of a bucket.
//! Ref: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/olap-use.html>

use kernel::{AccountId, ApiResult, Cx};

use super::SERVICE;
use crate::{access_point_name, control_errors};

/// What aliases end with.
const ALIAS_END: &str = "--ol-s3";
const MAX_NAME: usize = 45;
/// Letters of the name, and of chance, in an alias.
const ALIAS_HEAD: usize = 20;
const ALIAS_CHANCE: usize = 34;
const ALIAS_ALPHABET: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

/// Fails unless `text` can be a name.
pub(crate) fn check(text: &str) -> ApiResult<()> {
    access_point_name::check(text)?;
    match text.len() > MAX_NAME || text.ends_with(ALIAS_END) {
        true => Err(control_errors::invalid_access_point_name()),
        false => Ok(()),
    }
}

/// A new alias.
pub(crate) fn alias(cx: &Cx<'_>, name: &str) -> String {
    let head = name.get(..ALIAS_HEAD.min(name.len())).unwrap_or(name).trim_end_matches('-');
    let chance = cx.random().text(ALIAS_CHANCE, ALIAS_ALPHABET);
    format!("{head}-{chance}{ALIAS_END}")
}

/// How a request names one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Named<'t> {
    /// `NAME-CHANCE--ol-s3`.
    Alias(&'t str),
    /// By ARN. An empty region is that of the call.
    Arn { region: &'t str, account: AccountId, name: &'t str },
}

impl<'t> Named<'t> {
    /// `None` of what names something else.
    pub(crate) fn parse(text: &'t str) -> Option<Named<'t>> {
        let Some(rest) = text.strip_prefix("arn:") else {
            return text.ends_with(ALIAS_END).then_some(Named::Alias(text));
        };
        let mut parts = rest.splitn(5, ':');
        let (partition, service) = (parts.next()?, parts.next()?);
        if service != SERVICE || !partition.starts_with("aws") {
            return None;
        }
        let region = parts.next()?;
        let account = AccountId::parse(parts.next()?)?;
        let name = parts.next()?.strip_prefix("accesspoint")?.strip_prefix(['/', ':'])?;
        (!name.contains(['/', ':'])).then_some(Named::Arn { region, account, name })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let long = "a".repeat(46);
        for (text, code) in [
            ("my-point", None),
            (&long[1..], None),
            (&long, Some("InvalidRequest")),
            ("a--ol-s3", Some("InvalidRequest")),
            ("A", Some("InvalidURI")),
        ] {
            let got = check(text).err();
            assert_eq!(got.as_ref().map(kernel::ApiError::code), code, "{text}");
        }
    }

    #[test]
    fn what_requests_name() {
        let account = AccountId::parse("111122223333").unwrap();
        let arn = |region| Some(Named::Arn { region, account, name: "p" });
        for (text, want) in [
            ("bucket", None),
            ("p-abc--ol-s3", Some(Named::Alias("p-abc--ol-s3"))),
            ("arn:aws:s3-object-lambda:eu-west-1:111122223333:accesspoint/p", arn("eu-west-1")),
            ("arn:aws:s3-object-lambda::111122223333:accesspoint:p", arn("")),
            ("arn:aws:s3-object-lambda::111122223333:accesspoint/p/object/k", None),
            ("arn:aws:s3:eu-west-1:111122223333:accesspoint/p", None),
            ("arn:aws:s3-object-lambda:eu-west-1:1:accesspoint/p", None),
        ] {
            assert_eq!(Named::parse(text), want, "{text}");
        }
    }
}
