//! Identifiers as AWS makes them, and what kind of thing one names.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_Organization.html>

use kernel::{AccountId, Random};
use serde::{Deserialize, Serialize};

const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz0123456789";

/// `o-` and ten letters or digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) struct OrgId(pub(crate) String);

store::key_newtype!(OrgId(String));

impl OrgId {
    pub(crate) fn fresh(random: &Random) -> OrgId {
        OrgId(format!("o-{}", random.text(10, LETTERS)))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

pub(crate) fn fresh_root(random: &Random) -> String {
    format!("r-{}", random.text(4, LETTERS))
}

/// An organizational unit's id names its root.
pub(crate) fn fresh_unit(random: &Random, root: &str) -> String {
    format!("ou-{}-{}", root.trim_start_matches("r-"), random.text(8, LETTERS))
}

/// `p-`, `rp-`, `rt-`: a prefix and eight letters or digits.
pub(crate) fn fresh_short(random: &Random, prefix: &str) -> String {
    format!("{prefix}-{}", random.text(8, LETTERS))
}

/// `h-`, `car-`: a prefix and 32 letters or digits.
pub(crate) fn fresh_long(random: &Random, prefix: &str) -> String {
    format!("{prefix}-{}", random.text(32, LETTERS))
}

/// Twelve digits, the first of them not zero, as new accounts have.
pub(crate) fn fresh_account(random: &Random) -> Option<AccountId> {
    let text = format!("{}{}", random.text(1, "123456789"), random.text(11, "0123456789"));
    AccountId::parse(&text)
}

/// What an id in a request names, by its form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IdKind {
    Root,
    Unit,
    Account,
    Policy,
    ResourcePolicy,
    Transfer,
}

impl IdKind {
    pub(crate) fn of(id: &str) -> Option<IdKind> {
        let (prefix, _) = id.split_once('-').unwrap_or((id, ""));
        match prefix {
            "r" => Some(IdKind::Root),
            "ou" => Some(IdKind::Unit),
            "p" => Some(IdKind::Policy),
            "rp" => Some(IdKind::ResourcePolicy),
            "rt" => Some(IdKind::Transfer),
            _ => AccountId::parse(id).map(|_| IdKind::Account),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_have_the_forms_of_the_model() {
        let random = Random::from_seed(1);
        let root = fresh_root(&random);
        assert_eq!((OrgId::fresh(&random).0.len(), root.len()), (12, 6));
        assert!(fresh_unit(&random, &root).starts_with(&format!("ou-{}-", &root[2..])));
        assert_eq!(fresh_long(&random, "car").len(), 36);
        assert!(fresh_account(&random).is_some_and(|id| !id.as_str().starts_with('0')));
    }

    #[test]
    fn an_id_says_what_it_names() {
        for (id, kind) in [
            ("r-abcd", Some(IdKind::Root)),
            ("ou-abcd-12345678", Some(IdKind::Unit)),
            ("111122223333", Some(IdKind::Account)),
            ("p-FullAWSAccess", Some(IdKind::Policy)),
            ("rp-12345678", Some(IdKind::ResourcePolicy)),
            ("rt-12345678", Some(IdKind::Transfer)),
            ("11112222333", None),
            ("", None),
        ] {
            assert_eq!(IdKind::of(id), kind, "{id}");
        }
    }
}
