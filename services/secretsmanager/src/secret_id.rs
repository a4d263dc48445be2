//! What requests call a secret by: its name, its ARN, or its ARN without the six random characters.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen>

use kernel::{AccountId, ApiResult, Arn};

use crate::name::SecretName;
use crate::{errors, limits};

/// A secret as a request names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SecretId {
    /// By name, in the account that the call acts in.
    Name(SecretName),
    /// By ARN.
    Arn(ArnId),
}

/// An ARN, whole or partial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ArnId {
    pub(crate) partition: String,
    pub(crate) region: String,
    pub(crate) account: AccountId,
    /// All that follows `secret:`, if it can be a name: of a partial ARN.
    pub(crate) partial: Option<SecretName>,
    /// The same, taken apart into name and random characters: of a whole one.
    pub(crate) whole: Option<(SecretName, String)>,
}

impl SecretId {
    /// Reads a `SecretId`.
    pub(crate) fn parse(text: &str) -> ApiResult<SecretId> {
        let id = match text.starts_with("arn:") {
            true => ArnId::parse(text).map(SecretId::Arn),
            false => SecretName::parse(text).map(SecretId::Name),
        };
        id.ok_or_else(errors::invalid_name)
    }

    /// The account that the secret is in, when the request says it.
    pub(crate) fn account(&self) -> Option<AccountId> {
        match self {
            SecretId::Name(_) => None,
            SecretId::Arn(arn) => Some(arn.account),
        }
    }

    /// The name that is meant, as far as can be said when there is no such secret.
    pub(crate) fn name(&self) -> Option<&SecretName> {
        match self {
            SecretId::Name(name) => Some(name),
            SecretId::Arn(arn) => arn.whole.as_ref().map(|(name, _)| name).or(arn.partial.as_ref()),
        }
    }
}

impl ArnId {
    fn parse(text: &str) -> Option<ArnId> {
        let arn: Arn = text.parse().ok()?;
        let rest = arn.resource().strip_prefix("secret:")?;
        if arn.service() != "secretsmanager" {
            return None;
        }
        let whole = rest.len().checked_sub(limits::SUFFIX + 1).and_then(|at| {
            let (name, suffix) = rest.split_at_checked(at)?;
            let suffix = suffix.strip_prefix('-')?;
            Some((SecretName::parse(name)?, suffix.to_owned()))
        });
        let partial = SecretName::parse(rest);
        (whole.is_some() || partial.is_some()).then_some(ArnId {
            partition: arn.partition().to_owned(),
            region: arn.region().to_owned(),
            account: AccountId::parse(arn.account())?,
            partial,
            whole,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The partial name; the whole name and its random characters.
    type Parts = (Option<String>, Option<(String, String)>);

    fn parts(text: &str) -> Option<Parts> {
        match SecretId::parse(text).ok()? {
            SecretId::Name(name) => Some((Some(name.to_string()), None)),
            SecretId::Arn(arn) => Some((
                arn.partial.map(|name| name.to_string()),
                arn.whole.map(|(name, suffix)| (name.to_string(), suffix)),
            )),
        }
    }

    #[test]
    fn ids() {
        let arn = |rest: &str| format!("arn:aws:secretsmanager:us-east-1:000000000000:{rest}");
        let text = |text: &str| Some(text.to_owned());
        let pair = |name: &str, suffix: &str| Some((name.to_owned(), suffix.to_owned()));
        let cases = [
            ("a/b".to_owned(), Some((text("a/b"), None))),
            ("a b".to_owned(), None),
            (arn("secret:db-AbCd12"), Some((text("db-AbCd12"), pair("db", "AbCd12")))),
            (arn("secret:db"), Some((text("db"), None))),
            (arn("secret:my-db-AbCd12"), Some((text("my-db-AbCd12"), pair("my-db", "AbCd12")))),
            (arn("secret:-AbCd12"), Some((text("-AbCd12"), None))),
            (arn("secret:"), None),
            (arn("secret:a b"), None),
            (arn("secret:é-AbCd1"), None),
            (arn("key:db"), None),
            ("arn:aws:sqs:us-east-1:000000000000:secret:db".to_owned(), None),
            ("arn:aws:secretsmanager:us-east-1:x:secret:db".to_owned(), None),
            ("arn:".to_owned(), None),
        ];
        for (id, expected) in cases {
            assert_eq!(parts(&id), expected, "{id}");
        }
    }
}
