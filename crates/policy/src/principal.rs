//! The principals that a statement names, and how far a statement that names one reaches.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use arn::{AccountId, Arn};

use crate::document::{Effect, PrincipalElement};
use crate::request::{Principal, PrincipalKind};

/// One principal, as written in a `Principal` or `NotPrincipal` element.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrincipalSpec {
    /// `"*"` and `{"AWS": "*"}`: everybody, also who did not sign.
    Everyone,
    /// `{"AWS": "123456789012"}` and the account's root ARN: whoever the account lets.
    Account(AccountId),
    /// `{"AWS": "arn:..."}`: a user, a role, or a session.
    Arn(Arn),
    /// `{"AWS": "AROA..."}`: the unique id that stands for a user or role that was deleted, or which IAM stores.
    UniqueId(String),
    /// `{"Service": "sns.amazonaws.com"}`, in lower case; `*` is any service.
    Service(String),
    /// `{"Federated": "..."}`: a provider's ARN or domain.
    Federated(String),
    /// `{"CanonicalUser": "..."}`.
    CanonicalUser(String),
}

/// How far a grant of the resource's owner reaches, from least to most.
/// Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// To the account, which then has to grant it to its identities.
    Account,
    /// To the role or user behind a session: boundary and session policies still limit it.
    Issuer,
    /// To the very principal, or to everybody: implicit denies of other policies do not matter.
    Direct,
}

impl PrincipalSpec {
    /// Reads one value of the map entry `kind`; `None` when no principal has this form.
    pub fn parse(kind: &str, value: &str) -> Option<PrincipalSpec> {
        match kind {
            "AWS" => PrincipalSpec::parse_aws(value),
            "Service" => Some(PrincipalSpec::Service(value.to_ascii_lowercase())),
            "Federated" => Some(PrincipalSpec::Federated(value.to_owned())),
            "CanonicalUser" => Some(PrincipalSpec::CanonicalUser(value.to_owned())),
            _ => None,
        }
    }

    fn parse_aws(value: &str) -> Option<PrincipalSpec> {
        if value == "*" {
            return Some(PrincipalSpec::Everyone);
        }
        if let Some(account) = AccountId::parse(value) {
            return Some(PrincipalSpec::Account(account));
        }
        if let Ok(arn) = value.parse::<Arn>() {
            return PrincipalSpec::of_arn(arn);
        }
        let unique = value.len() >= 16
            && value.starts_with('A')
            && value.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        unique.then(|| PrincipalSpec::UniqueId(value.to_owned()))
    }

    /// Principals always name one principal: an ARN with a wildcard is none, nor is a group's.
    fn of_arn(arn: Arn) -> Option<PrincipalSpec> {
        let account = AccountId::parse(arn.account());
        let resource = arn.resource();
        match arn.service() {
            "iam" if resource == "root" => account.map(PrincipalSpec::Account),
            // CloudFront's origin access identities are users of an account of that name.
            "iam" if arn.account() == "cloudfront" => Some(PrincipalSpec::Arn(arn)),
            "iam" | "sts" => {
                let kinds = ["user/", "role/", "assumed-role/", "federated-user/"];
                let named = kinds
                    .iter()
                    .any(|kind| resource.strip_prefix(kind).is_some_and(|name| !name.is_empty()));
                let one = named && account.is_some() && !resource.contains(['*', '?']);
                one.then_some(PrincipalSpec::Arn(arn))
            }
            _ => None,
        }
    }

    /// How far a grant to this reaches `who`; `None` when it is somebody else.
    pub fn reach(&self, who: &Principal) -> Option<Reach> {
        match self {
            PrincipalSpec::Everyone => Some(Reach::Direct),
            PrincipalSpec::Account(account) => {
                (who.account == Some(*account)).then_some(Reach::Account)
            }
            PrincipalSpec::Arn(arn) if arn.as_str() == who.arn => Some(Reach::Direct),
            PrincipalSpec::Arn(arn) => {
                (who.issuer_arn.as_deref() == Some(arn.as_str())).then_some(Reach::Issuer)
            }
            PrincipalSpec::UniqueId(id) => reach_of_id(id, who),
            PrincipalSpec::Service(name) => is_service(who, name).then_some(Reach::Direct),
            PrincipalSpec::Federated(provider) => {
                let from_it = who.kind == PrincipalKind::Federated
                    && who.provider.as_deref() == Some(provider.as_str());
                from_it.then_some(Reach::Direct)
            }
            PrincipalSpec::CanonicalUser(id) => {
                (who.canonical_id.as_deref() == Some(id.as_str())).then_some(Reach::Account)
            }
        }
    }
}

/// A role's id heads the ids of its sessions: `AROA...:session`.
fn reach_of_id(id: &str, who: &Principal) -> Option<Reach> {
    let (head, session) = match who.unique_id.split_once(':') {
        Some((head, _)) => (head, true),
        None => (who.unique_id.as_str(), false),
    };
    match (head == id, session) {
        (false, _) => None,
        (true, false) => Some(Reach::Direct),
        (true, true) => Some(Reach::Issuer),
    }
}

fn is_service(who: &Principal, name: &str) -> bool {
    who.kind == PrincipalKind::Service
        && (name == "*" || who.service_names.iter().any(|known| known.eq_ignore_ascii_case(name)))
}

/// How far a statement reaches `who`; `None` when it does not concern them.
pub(crate) fn reach(element: &PrincipalElement, effect: Effect, who: &Principal) -> Option<Reach> {
    if !element.negated {
        return element.principals.iter().filter_map(|spec| spec.reach(who)).max();
    }
    let excepted = match effect {
        Effect::Allow => element.principals.iter().any(|spec| spec.reach(who).is_some()),
        Effect::Deny => wholly_named(&element.principals, who),
    };
    (!excepted).then_some(Reach::Direct)
}

/// `NotPrincipal` with `Deny` spares only who is named with all that they are part of: the account, the role,
/// the session. "When you use NotPrincipal with Deny, you must also specify the account ARN of the not-denied
/// principal." Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html>
fn wholly_named(listed: &[PrincipalSpec], who: &Principal) -> bool {
    let named = |reach| listed.iter().any(|spec| spec.reach(who) == Some(reach));
    if listed.contains(&PrincipalSpec::Everyone) {
        return true;
    }
    let account = who.account.is_none() || named(Reach::Account);
    let issuer = who.issuer_arn.is_none() || named(Reach::Issuer);
    let itself = who.kind == PrincipalKind::Root || named(Reach::Direct);
    account && issuer && itself
}
