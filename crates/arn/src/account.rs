//! A 12-digit AWS account id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Twelve decimal digits. Copied freely: sixteen bytes, no allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "[u8; 12]")]
pub struct AccountId([u8; 12]);

/// A text that is not twelve digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an account id is 12 digits")]
pub struct AccountIdError;

impl AccountId {
    /// The account that unknown access keys act in: `000000000000`.
    pub const DEFAULT: AccountId = AccountId(*b"000000000000");

    /// The digits.
    #[expect(
        unsafe_code,
        reason = "every call asks for them a dozen times, and looking at each again shows"
    )]
    pub fn as_str(&self) -> &str {
        // SAFETY: whatever makes an account id goes through `try_from`, which takes ASCII digits only, or is `DEFAULT`.
        unsafe { std::str::from_utf8_unchecked(&self.0) }
    }

    /// The account that `text` names, when it is twelve digits.
    pub fn parse(text: &str) -> Option<AccountId> {
        let digits: [u8; 12] = text.as_bytes().try_into().ok()?;
        digits.try_into().ok()
    }
}

impl TryFrom<[u8; 12]> for AccountId {
    type Error = AccountIdError;
    fn try_from(digits: [u8; 12]) -> Result<Self, Self::Error> {
        let all = digits.iter().fold(true, |all, digit| all & digit.is_ascii_digit());
        all.then_some(AccountId(digits)).ok_or(AccountIdError)
    }
}

impl FromStr for AccountId {
    type Err = AccountIdError;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        AccountId::parse(text).ok_or(AccountIdError)
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_digits_and_nothing_else() {
        assert_eq!(
            AccountId::parse("123456789012").map(|a| a.to_string()).as_deref(),
            Some("123456789012")
        );
        for wrong in ["", "12345678901", "1234567890123", "12345678901a", "１２３４"] {
            assert_eq!(AccountId::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn bytes_that_are_no_digits_are_no_account_wherever_they_come_from() {
        assert_eq!(AccountId::try_from(*b"12345678901\xff"), Err(AccountIdError));
        assert_eq!(
            AccountId::try_from(*b"123456789012").map(|id| id.to_string()).as_deref(),
            Ok("123456789012")
        );
    }
}
