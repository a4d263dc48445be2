//! Names of parameters: `foo`, or a path of up to 15 levels. `foo` and `/foo` are one parameter, so a parameter lies
//! under its name with the slash.
//! Ref: <https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html>

use std::fmt;

use kernel::{ApiResult, Arn, Cx};
use serde::{Deserialize, Serialize};

use crate::{errors, limits};

/// A name with its leading slash.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct ParameterKey(pub(crate) String);

store::key_newtype!(ParameterKey(String));

impl ParameterKey {
    /// Where the parameter with this name lies, whatever the name is.
    pub(crate) fn of(name: &str) -> ParameterKey {
        match name.starts_with('/') {
            true => ParameterKey(name.to_owned()),
            false => ParameterKey(format!("/{name}")),
        }
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// The parameter's ARN in the account that the call acts in: one slash after `parameter`.
    pub(crate) fn arn(&self, cx: &Cx<'_>) -> ApiResult<Arn> {
        cx.arn("ssm", &format!("parameter{}", self.0))
    }
}

impl fmt::Display for ParameterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Whether the text can be a name: letters, digits and `.-_`, in sub-paths that all begin with a slash.
pub(crate) fn is_well_formed(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-".contains(&b);
    let whole = |part: &str| !part.is_empty() && part.bytes().all(allowed);
    match name.strip_prefix('/') {
        Some(path) => path.split('/').all(whole),
        None => whole(name),
    }
}

/// The name of a parameter that is to be written: its key, and the name as given.
pub(crate) fn for_new(cx: &Cx<'_>, text: &str) -> ApiResult<(ParameterKey, String)> {
    let name = own(text)?;
    refuse_reserved(name)?;
    let key = ParameterKey::of(name);
    if key.as_str().matches('/').count() > limits::LEVELS {
        return Err(errors::too_many_levels());
    }
    if key.arn(cx)?.as_str().len() > limits::ARN {
        return Err(errors::name_too_long());
    }
    Ok((key, name.to_owned()))
}

/// The key of a parameter that must be named, not given by its ARN.
pub(crate) fn existing(text: &str) -> ApiResult<ParameterKey> {
    own(text).map(ParameterKey::of)
}

fn own(text: &str) -> ApiResult<&str> {
    let name = text.trim();
    if name.starts_with("arn:") {
        return Err(errors::arn_not_supported());
    }
    if name.len() > limits::ARN {
        return Err(errors::name_too_long());
    }
    if is_well_formed(name) { Ok(name) } else { Err(errors::invalid_name()) }
}

fn refuse_reserved(name: &str) -> ApiResult<()> {
    let bare = name.trim_start_matches('/');
    let begins = |with: &str| bare.get(..3).is_some_and(|prefix| prefix.eq_ignore_ascii_case(with));
    let is_path = name.matches('/').count() > 1;
    match (begins("aws"), begins("ssm")) {
        (false, false) => Ok(()),
        (true, _) if is_path => Err(errors::reserved_name(name)),
        (_, true) if is_path => Err(errors::invalid_name()),
        _ => Err(errors::reserved_prefix()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_names() {
        for good in ["a", "/a", "/a/b/c", "A.b-C_9", "/.-_/0"] {
            assert!(is_well_formed(good), "{good}");
        }
        for bad in ["", "/", "a/b", "/a/", "//a", "/a//b", "a b", "/ä", "a:1", "/a\u{0}"] {
            assert!(!is_well_formed(bad), "{bad}");
        }
    }

    #[test]
    fn one_slash_more_or_less_is_one_parameter() {
        assert_eq!(ParameterKey::of("a"), ParameterKey::of("/a"));
        assert_ne!(ParameterKey::of("/a/b"), ParameterKey::of("/b"));
        assert_eq!(existing(" a ").expect("a name").as_str(), "/a");
    }

    #[test]
    fn reserved_names() {
        for (name, code) in [
            ("aws", "ValidationException"),
            ("AwsThing", "ValidationException"),
            ("ssm-x", "ValidationException"),
            ("/ssmx", "ValidationException"),
            ("/SSM/x", "ValidationException"),
            ("/aws/x", "AccessDeniedException"),
            ("/awsome/x", "AccessDeniedException"),
        ] {
            let error = refuse_reserved(name).expect_err(name);
            assert_eq!(error.code(), code, "{name}");
        }
        for name in ["a", "/x/aws", "/x/ssm/y", "aw", "saws"] {
            assert!(refuse_reserved(name).is_ok(), "{name}");
        }
    }
}
