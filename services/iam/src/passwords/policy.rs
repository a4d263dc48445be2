//! The account's password policy: what passwords must hold, how old they may get, and which old ones may not return.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>

use kernel::Timestamp;
use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::hash::PasswordHash;
use crate::limits;

/// An account's own policy, as UpdateAccountPasswordPolicy sets it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PasswordPolicy {
    pub(crate) minimum_length: i32,
    pub(crate) symbols: bool,
    pub(crate) numbers: bool,
    pub(crate) uppercase: bool,
    pub(crate) lowercase: bool,
    pub(crate) users_may_change: bool,
    /// Days.
    pub(crate) max_age: Option<i32>,
    /// How many of the last passwords may not be used again.
    pub(crate) reuse_prevention: Option<i32>,
    pub(crate) hard_expiry: Option<bool>,
}

/// How many kinds of characters a password holds.
#[derive(Clone, Copy)]
struct Kinds {
    symbols: bool,
    numbers: bool,
    uppercase: bool,
    lowercase: bool,
}

impl Kinds {
    fn of(password: &str) -> Kinds {
        let has = |test: fn(char) -> bool| password.chars().any(test);
        Kinds {
            symbols: has(|c| limits::PASSWORD_SYMBOLS.contains(c)),
            numbers: has(|c| c.is_ascii_digit()),
            uppercase: has(|c| c.is_ascii_uppercase()),
            lowercase: has(|c| c.is_ascii_lowercase()),
        }
    }

    fn count(self) -> usize {
        [self.symbols, self.numbers, self.uppercase, self.lowercase]
            .into_iter()
            .filter(|kind| *kind)
            .count()
    }
}

/// Whether a new password is good enough. Without a policy of its own an account has the default one: eight
/// characters, three of the four kinds, and not the account's name.
pub(crate) fn accepts(policy: Option<&PasswordPolicy>, password: &str, account: &str) -> bool {
    let length = password.chars().count();
    let kinds = Kinds::of(password);
    let Some(policy) = policy else {
        return length >= limits::DEFAULT_PASSWORD_LENGTH
            && kinds.count() >= 3
            && password != account;
    };
    usize::try_from(policy.minimum_length).is_ok_and(|minimum| length >= minimum)
        && (kinds.symbols || !policy.symbols)
        && (kinds.numbers || !policy.numbers)
        && (kinds.uppercase || !policy.uppercase)
        && (kinds.lowercase || !policy.lowercase)
}

/// Whether `password` is one of the last that may not be used again; `used` has the newest first.
pub(crate) fn reuses(
    policy: Option<&PasswordPolicy>,
    used: &[PasswordHash],
    password: &str,
) -> bool {
    let remembered = policy.and_then(|p| p.reuse_prevention).unwrap_or(0);
    let remembered = usize::try_from(remembered).unwrap_or(0);
    used.iter().take(remembered).any(|old| old.matches(password))
}

/// When a password that was set at `changed` expires.
pub(crate) fn expires(policy: Option<&PasswordPolicy>, changed: Timestamp) -> Option<Timestamp> {
    let days = u64::try_from(policy?.max_age?).ok()?;
    Some(changed.plus(Duration::from_secs(days * 86_400)))
}

#[cfg(test)]
mod tests {
    use kernel::Random;

    use super::*;

    fn lax() -> PasswordPolicy {
        PasswordPolicy {
            minimum_length: 6,
            symbols: false,
            numbers: false,
            uppercase: false,
            lowercase: false,
            users_may_change: false,
            max_age: None,
            reuse_prevention: None,
            hard_expiry: None,
        }
    }

    #[test]
    fn the_default_policy() {
        for (password, good) in [
            ("Passw0rd", true),
            ("passw0rd", false),
            ("passw0r!", true),
            ("Pass0!", false),
            ("PASSWORD!1", true),
            ("", false),
        ] {
            assert_eq!(accepts(None, password, "111122223333"), good, "{password}");
        }
        assert!(!accepts(None, "My-account-1", "My-account-1"));
    }

    #[test]
    fn an_own_policy() {
        let strict = |change: fn(&mut PasswordPolicy)| {
            let mut policy = lax();
            change(&mut policy);
            policy
        };
        let cases: [(PasswordPolicy, &str, bool); 10] = [
            (lax(), "abcdef", true),
            (lax(), "abcde", false),
            (strict(|p| p.minimum_length = 8), "abcdefg", false),
            (strict(|p| p.symbols = true), "abcdef", false),
            (strict(|p| p.symbols = true), "abcde|", true),
            (strict(|p| p.symbols = true), "abcde/", false),
            (strict(|p| p.numbers = true), "abcdef", false),
            (strict(|p| p.uppercase = true), "abcdef1", false),
            (strict(|p| p.lowercase = true), "ABCDEF1", false),
            (strict(|p| p.lowercase = true), "ABCDEf1", true),
        ];
        for (policy, password, good) in cases {
            assert_eq!(accepts(Some(&policy), password, "a"), good, "{policy:?} {password}");
        }
    }

    #[test]
    fn the_last_passwords_may_not_return() {
        let random = Random::from_seed(3);
        let used: Vec<_> =
            ["third", "second", "first"].iter().map(|p| PasswordHash::of(p, &random)).collect();
        let policy = PasswordPolicy { reuse_prevention: Some(2), ..lax() };
        assert!(reuses(Some(&policy), &used, "third"));
        assert!(reuses(Some(&policy), &used, "second"));
        assert!(!reuses(Some(&policy), &used, "first"));
        assert!(!reuses(None, &used, "third"));
    }

    #[test]
    fn passwords_get_old() {
        let set = Timestamp::from_secs(0);
        assert_eq!(expires(Some(&lax()), set), None);
        let policy = PasswordPolicy { max_age: Some(90), ..lax() };
        assert_eq!(expires(Some(&policy), set), Some(Timestamp::from_secs(90 * 86_400)));
    }
}
