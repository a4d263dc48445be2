//! The ARN of a role, as calls name it.

use kernel::{AccountId, ApiResult, Arn};

use crate::errors;

/// `arn:aws:iam::111122223333:role/path/name`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RoleArn {
    pub(crate) arn: Arn,
    pub(crate) account: AccountId,
}

impl RoleArn {
    pub(crate) fn parse(text: &str) -> ApiResult<RoleArn> {
        let (arn, account) = of_iam(text)?;
        match arn.resource().strip_prefix("role/") {
            Some(name) if !name.is_empty() && !name.ends_with('/') => Ok(RoleArn { arn, account }),
            _ => Err(errors::not_that_arn()),
        }
    }
}

/// An ARN of IAM in some account.
pub(crate) fn of_iam(text: &str) -> ApiResult<(Arn, AccountId)> {
    let malformed = || errors::malformed_arn(text);
    let arn: Arn = text.parse().map_err(|_| malformed())?;
    if [arn.partition(), arn.service(), arn.resource()].contains(&"") {
        return Err(malformed());
    }
    let account = AccountId::parse(arn.account()).filter(|_| arn.service() == "iam");
    account.map(|account| (arn, account)).ok_or_else(errors::not_that_arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arns_of_roles_and_others() {
        for (text, expected) in [
            ("arn:aws:iam::111122223333:role/r", None),
            ("arn:aws:iam::111122223333:role/path/r", None),
            ("arn:aws:iam::111122223333:user/r", Some("Request ARN is invalid")),
            ("arn:aws:iam::111122223333:role/", Some("Request ARN is invalid")),
            ("arn:aws:iam::1111:role/r", Some("Request ARN is invalid")),
            ("arn:aws:sts::111122223333:role/r", Some("Request ARN is invalid")),
            // Recorded.
            ("nothing-valid-in-here", Some("nothing-valid-in-here is invalid")),
            ("arn::b:::something/test-role", Some("arn::b:::something/test-role is invalid")),
            ("arn:a::::something/test-role", Some("arn:a::::something/test-role is invalid")),
            ("arn:a:::something/test-role", Some("arn:a:::something/test-role is invalid")),
            ("arn:a:a::aaaaaaaaaa:", Some("arn:a:a::aaaaaaaaaa: is invalid")),
        ] {
            let found = RoleArn::parse(text).err();
            assert_eq!(found.as_ref().and_then(|error| error.message()), expected, "{text}");
        }
    }
}
