//! Which function a request is about: a name, a partial ARN or an ARN, with or without a version or alias behind it.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/dg/API_GetFunction.html#API_GetFunction_RequestSyntax>

use std::fmt;

use kernel::{AccountId, ApiResult, Cx};
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// 1 to 64 letters, digits, hyphens and underscores.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct FunctionName(pub(crate) String);

store::key_newtype!(FunctionName(String));

impl FunctionName {
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for FunctionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What stands behind a function's name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Qualifier {
    /// `$LATEST`.
    Latest,
    /// A published version.
    Version(u64),
    /// An alias.
    Alias(String),
    /// What neither a version nor an alias can be called, such as `$latest`.
    Other(String),
}

impl Qualifier {
    pub(crate) fn parse(text: &str) -> Qualifier {
        if text == "$LATEST" {
            return Qualifier::Latest;
        }
        let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u64>() {
            Ok(number) if digits => Qualifier::Version(number),
            _ if digits || text.contains(['$', '.']) => Qualifier::Other(text.to_owned()),
            _ => Qualifier::Alias(text.to_owned()),
        }
    }
}

impl fmt::Display for Qualifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Qualifier::Latest => f.write_str("$LATEST"),
            Qualifier::Version(number) => write!(f, "{number}"),
            Qualifier::Alias(text) | Qualifier::Other(text) => f.write_str(text),
        }
    }
}

/// A name as it was written, taken apart. The model's pattern has been checked before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Written<'t> {
    pub(crate) region: Option<&'t str>,
    pub(crate) account: Option<AccountId>,
    pub(crate) name: &'t str,
    pub(crate) qualifier: Option<&'t str>,
}

impl<'t> Written<'t> {
    /// Takes apart `NAME`, `ACCOUNT:function:NAME`, `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, each with
    /// `:QUALIFIER` or without, as the model's pattern does: each prefix where there is one. `None` for what the
    /// pattern does not take.
    pub(crate) fn parse(text: &'t str) -> Option<Written<'t>> {
        let mut rest = text;
        if let Some(after) = rest.strip_prefix("arn:") {
            let (partition, after) = after.split_once(':')?;
            if !partition.starts_with("aws") {
                return None;
            }
            rest = after.strip_prefix("lambda:")?;
        }
        let region = rest.split_once(':').filter(|(first, _)| looks_like_region(first));
        if let Some((_, after)) = region {
            rest = after;
        }
        let account =
            rest.split_once(':').and_then(|(first, after)| Some((AccountId::parse(first)?, after)));
        if let Some((_, after)) = account {
            rest = after;
        }
        rest = rest.strip_prefix("function:").unwrap_or(rest);
        let (name, qualifier) = match rest.split_once(':') {
            Some((name, qualifier)) => (name, Some(qualifier)),
            None => (rest, None),
        };
        let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.');
        let good = !name.is_empty() && name.bytes().all(allowed);
        let qualifier_allowed = |b: u8| allowed(b) || b == b'$';
        if !good || !qualifier.is_none_or(|q| !q.is_empty() && q.bytes().all(qualifier_allowed)) {
            return None;
        }
        let (region, account) = (region.map(|(region, _)| region), account.map(|(id, _)| id));
        Some(Written { region, account, name, qualifier })
    }
}

fn looks_like_region(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or_default();
    let last = parts.next_back().unwrap_or_default();
    let lower = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let middle: Vec<&str> = parts.collect();
    lower(first)
        && (1..=3).contains(&middle.len())
        && middle.iter().all(|part| lower(part))
        && last.len() == 1
        && last.bytes().all(|b| b.is_ascii_digit())
}

/// The function that a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Target {
    /// The account that an ARN names.
    pub(crate) account: Option<AccountId>,
    pub(crate) name: FunctionName,
    pub(crate) qualifier: Option<Qualifier>,
}

impl Target {
    /// Reads a name and the qualifier beside it.
    pub(crate) fn parse(cx: &Cx<'_>, text: &str, qualifier: Option<&str>) -> ApiResult<Target> {
        Target::of(cx.region().as_str(), text, qualifier)
    }

    fn of(here: &str, text: &str, qualifier: Option<&str>) -> ApiResult<Target> {
        let written = Written::parse(text).ok_or_else(|| errors::bad_function_name(text))?;
        if let Some(region) = written.region.filter(|region| *region != here) {
            return Err(errors::other_region(region, here));
        }
        let given = qualifier.filter(|text| !text.is_empty());
        if let (Some(derived), Some(given)) = (written.qualifier, given)
            && derived != given
        {
            return Err(errors::qualifier_mismatch());
        }
        Ok(Target {
            account: written.account,
            name: FunctionName(written.name.to_owned()),
            qualifier: given.or(written.qualifier).map(Qualifier::parse),
        })
    }

    /// The same for operations that are about functions as a whole.
    pub(crate) fn unqualified(cx: &Cx<'_>, text: &str) -> ApiResult<Target> {
        let target = Target::parse(cx, text, None)?;
        match target.qualifier {
            None => Ok(target),
            Some(_) => Err(errors::functions_only()),
        }
    }

    /// The name of a function that is to be made.
    pub(crate) fn new_name(cx: &Cx<'_>, text: &str) -> ApiResult<FunctionName> {
        let target = Target::parse(cx, text, None)?;
        if target.name.as_str().len() > limits::MAX_FUNCTION_NAME {
            return Err(errors::function_name_too_long(target.name.as_str()));
        }
        if target.account.is_some_and(|account| account != cx.account()) {
            return Err(errors::access_denied_in_silence());
        }
        Ok(target.name)
    }

    /// The ARN of the function, with the qualifier where there is one.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<String> {
        qualified_arn(cx, &self.name, self.qualifier.as_ref())
    }
}

/// `arn:aws:lambda:REGION:ACCOUNT:function:NAME`, and `:QUALIFIER`.
pub(crate) fn qualified_arn(
    cx: &Cx<'_>,
    name: &FunctionName,
    qualifier: Option<&Qualifier>,
) -> ApiResult<String> {
    let resource = match qualifier {
        None => format!("function:{name}"),
        Some(qualifier) => format!("function:{name}:{qualifier}"),
    };
    Ok(cx.arn("lambda", &resource)?.to_string())
}

/// The ARN of the whole function.
pub(crate) fn function_arn(cx: &Cx<'_>, name: &FunctionName) -> ApiResult<String> {
    qualified_arn(cx, name, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart_as_the_pattern_does() {
        let account = AccountId::parse("000000000000");
        let of =
            |region, account, name, qualifier| Some(Written { region, account, name, qualifier });
        let east = Some("us-east-1");
        let cases = [
            ("f", of(None, None, "f", None)),
            ("f:1", of(None, None, "f", Some("1"))),
            ("f:$LATEST", of(None, None, "f", Some("$LATEST"))),
            ("function:f", of(None, None, "f", None)),
            ("function", of(None, None, "function", None)),
            ("000000000000:function:f", of(None, account, "f", None)),
            ("000000000000:f:a", of(None, account, "f", Some("a"))),
            ("us-east-1:000000000000:function:f", of(east, account, "f", None)),
            (
                "arn:aws:lambda:us-east-1:000000000000:function:f:a",
                of(east, account, "f", Some("a")),
            ),
            ("arn:aws:lambda:us-east-1:000000000000:function", of(east, account, "function", None)),
            ("arn:aws:ec2:us-east-1:000000000000:instance:f", None),
            ("", None),
            ("f!", None),
            (":", None),
            ("f:", None),
            ("f:1:2", None),
            ("arn:aws:lambda::000000000000:function:f", None),
        ];
        for (text, expected) in cases {
            assert_eq!(Written::parse(text), expected, "{text}");
        }
    }

    #[test]
    fn qualifiers() {
        let cases = [
            ("$LATEST", Qualifier::Latest),
            ("1", Qualifier::Version(1)),
            ("$latest", Qualifier::Other("$latest".into())),
            ("99999999999999999999999", Qualifier::Other("99999999999999999999999".into())),
            ("live", Qualifier::Alias("live".into())),
            ("1a", Qualifier::Alias("1a".into())),
        ];
        for (text, expected) in cases {
            assert_eq!(Qualifier::parse(text), expected);
            assert_eq!(Qualifier::parse(text).to_string(), text);
        }
    }

    #[test]
    fn a_qualifier_may_be_given_twice_only_as_the_same() {
        let code = |text, qualifier| {
            Target::of("us-east-1", text, qualifier).map_err(|error| error.code().to_owned())
        };
        assert!(code("f:1", Some("1")).is_ok());
        assert_eq!(code("f:1", Some("2")), Err("InvalidParameterValueException".to_owned()));
        assert_eq!(code("f", Some("2")).map(|t| t.qualifier), Ok(Some(Qualifier::Version(2))));
        assert_eq!(code("eu-west-1:f", None), Err("ResourceNotFoundException".to_owned()));
    }
}
