//! The member account whose root a call of AssumeRoot is to act as.
//! Ref: <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoot.html>

use kernel::{AccountId, ApiResult};

use crate::errors;
use crate::role_arn::of_iam;

/// An account, by its number or by the ARN of its root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RootTarget {
    pub(crate) account: AccountId,
}

impl RootTarget {
    pub(crate) fn parse(text: &str) -> ApiResult<RootTarget> {
        if let Some(account) = AccountId::parse(text) {
            return Ok(RootTarget { account });
        }
        let (arn, account) = of_iam(text)?;
        match arn.resource() {
            "root" => Ok(RootTarget { account }),
            _ => Err(errors::not_that_arn()),
        }
    }

    pub(crate) fn arn(self) -> String {
        format!("arn:aws:iam::{}:root", self.account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_arns() {
        for (text, good) in [
            ("111122223333", true),
            ("arn:aws:iam::111122223333:root", true),
            ("arn:aws:iam::111122223333:user/a", false),
            ("1111", false),
            ("root", false),
        ] {
            assert_eq!(RootTarget::parse(text).is_ok(), good, "{text}");
        }
    }
}
