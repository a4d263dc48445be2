//! A 12-digit AWS account id.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Twelve decimal digits. Copied freely: sixteen bytes, no allocation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AccountId([u8; 12]);

/// A text that is not twelve digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("an account id is 12 digits")]
pub struct AccountIdError;

impl AccountId {
    /// The account that unknown access keys act in: `000000000000`.
    pub const DEFAULT: AccountId = AccountId(*b"000000000000");

    /// The digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("an account id holds ASCII digits only")
    }

    /// The account that `text` names, when it is twelve digits.
    pub fn parse(text: &str) -> Option<AccountId> {
        let digits: [u8; 12] = text.as_bytes().try_into().ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(AccountId(digits))
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
}
