//! Who could come from outside: principals that a statement names and the zone does not trust, in the organizations and
//! accounts that its conditions speak of.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use kernel::{AccountId, Arn};
use policy::{Principal, PrincipalSpec, Statement};

use super::Subject;
use super::witness::concrete;
use crate::zone::Zone;

/// Somebody outside.
#[derive(Clone, Debug)]
pub(super) struct Outsider {
    pub(super) principal: Principal,
    /// Nothing sets them apart: no name, account or organization that the policy speaks of.
    pub(super) anybody: bool,
}

/// Accounts that stand for any other.
const STRANGERS: [&str; 4] = ["999999999999", "888888888888", "777777777777", "666666666666"];
/// Outsiders of one principal that are tried.
const MAX_OUTSIDERS: usize = 24;

/// The principal as a finding names it; `None` when the zone trusts it.
pub(super) fn shown(spec: &PrincipalSpec, zone: &Zone) -> Option<(String, String)> {
    let (kind, value) = match spec {
        PrincipalSpec::Everyone => ("AWS", "*".to_owned()),
        PrincipalSpec::Account(account) if zone.trusts(account.as_str()) => return None,
        PrincipalSpec::Account(account) => ("AWS", account.to_string()),
        PrincipalSpec::Arn(arn) if zone.trusts(arn.account()) => return None,
        PrincipalSpec::Arn(arn) => ("AWS", arn.to_string()),
        // Whoever had the id is gone, or of this account.
        PrincipalSpec::UniqueId(_) => return None,
        PrincipalSpec::Service(name) => ("Service", name.clone()),
        PrincipalSpec::Federated(provider) => ("Federated", provider.clone()),
        PrincipalSpec::CanonicalUser(id) => ("CanonicalUser", id.clone()),
    };
    Some((kind.to_owned(), value))
}

/// Outsiders that a statement about `spec` could mean.
pub(super) fn of(
    spec: &PrincipalSpec,
    statement: &Statement,
    subject: &Subject<'_>,
    zone: &Zone,
) -> Vec<Outsider> {
    let wishes = Wishes::of(statement, zone);
    let stranger = stranger(subject, zone);
    let mut all = Vec::new();
    match spec {
        PrincipalSpec::Everyone => {
            all.extend(identities(stranger).map(|principal| Outsider { principal, anybody: true }));
            if !subject.trust {
                all.push(Outsider { principal: Principal::anonymous(), anybody: true });
            }
            wishes.people(stranger, &mut all);
        }
        PrincipalSpec::Account(account) => {
            all.extend(
                identities(*account).map(|principal| Outsider { principal, anybody: false }),
            );
            wishes.people(*account, &mut all);
            all.retain(|who| who.principal.account == Some(*account));
        }
        PrincipalSpec::Arn(arn) => all.extend(person(arn).map(named)),
        PrincipalSpec::Service(name) => {
            let name = if name == "*" { "service.amazonaws.com" } else { name };
            all.push(named(Principal::service(name)));
        }
        PrincipalSpec::Federated(provider) => all.push(named(Principal::federated(provider))),
        PrincipalSpec::CanonicalUser(id) => {
            all.extend(identities(stranger).map(|mut principal| {
                principal.canonical_id = Some(id.clone());
                named(principal)
            }));
        }
        PrincipalSpec::UniqueId(_) => {}
    }
    wishes.in_organizations(&mut all);
    all.truncate(MAX_OUTSIDERS);
    all
}

fn named(principal: Principal) -> Outsider {
    Outsider { principal, anybody: false }
}

/// A role's session, a user and the root of an account.
fn identities(account: AccountId) -> impl Iterator<Item = Principal> {
    [
        Principal::assumed_role(account, "outsider", "AROAOUTSIDEROUTSIDER", "session"),
        Principal::user(account, "outsider", "AIDAOUTSIDEROUTSIDER"),
        Principal::root(account),
    ]
    .into_iter()
}

/// An account that neither the zone nor the policy knows.
fn stranger(subject: &Subject<'_>, zone: &Zone) -> AccountId {
    let mentioned = format!("{:?}", subject.document.statements);
    let unknown = |id: &&&str| !zone.trusts(id) && !mentioned.contains(**id);
    let id = STRANGERS.iter().find(unknown).unwrap_or(&STRANGERS[0]);
    AccountId::parse(id).unwrap_or(AccountId::DEFAULT)
}

/// The principal with this ARN.
fn person(arn: &Arn) -> Option<Principal> {
    let account = AccountId::parse(arn.account())?;
    let (kind, name) = arn.resource().split_once('/').unwrap_or((arn.resource(), ""));
    Some(match kind {
        "root" => Principal::root(account),
        "user" => Principal::user(account, name, "AIDAOUTSIDEROUTSIDER"),
        "role" => Principal::assumed_role(account, name, "AROAOUTSIDEROUTSIDER", "session"),
        "assumed-role" => {
            let (role, session) = name.split_once('/').unwrap_or((name, "session"));
            Principal::assumed_role(account, role, "AROAOUTSIDEROUTSIDER", session)
        }
        "federated-user" => Principal::federated_user(&Principal::root(account), name),
        _ => return None,
    })
}

/// Whom the conditions of a statement speak of, outside of the zone.
#[derive(Default)]
struct Wishes {
    accounts: Vec<AccountId>,
    arns: Vec<Arn>,
    users: Vec<String>,
    ids: Vec<String>,
    organizations: Vec<(String, String)>,
}

impl Wishes {
    fn of(statement: &Statement, zone: &Zone) -> Wishes {
        let mut wishes = Wishes::default();
        for entry in &statement.conditions {
            for value in &entry.values {
                wishes.add(&entry.key.to_ascii_lowercase(), value, zone);
            }
        }
        wishes
    }

    fn add(&mut self, key: &str, value: &str, zone: &Zone) {
        match key {
            "aws:principalaccount" | "kms:calleraccount" => {
                let account = AccountId::parse(&concrete(value));
                self.accounts.extend(account.filter(|id| !zone.trusts(id.as_str())));
            }
            "aws:principalarn" => {
                let arn = concrete(value).parse::<Arn>().ok();
                self.arns.extend(arn.filter(|arn| !zone.trusts(arn.account())));
            }
            "aws:username" => self.users.push(concrete(value)),
            "aws:userid" => self.ids.push(concrete(value)),
            "aws:principalorgid" if !zone.trusts_organization(value) => {
                let id = concrete(value);
                self.organizations.push((id.clone(), format!("{id}/r-any/ou-any/")));
            }
            "aws:principalorgpaths" => {
                let path = concrete(value);
                let id = path.split('/').next().unwrap_or_default().to_owned();
                if !zone.trusts_organization(&id) {
                    self.organizations.push((id, path));
                }
            }
            _ => {}
        }
    }

    /// The people of those accounts and of those names.
    fn people(&self, account: AccountId, all: &mut Vec<Outsider>) {
        for account in &self.accounts {
            all.extend(identities(*account).map(named));
        }
        all.extend(self.arns.iter().filter_map(person).map(named));
        for name in &self.users {
            all.push(named(Principal::user(account, name, "AIDAOUTSIDEROUTSIDER")));
        }
        for id in &self.ids {
            let principal = match id.split_once(':') {
                Some((role, session)) => {
                    Principal::assumed_role(account, "outsider", role, session)
                }
                None => Principal::user(account, "outsider", id),
            };
            all.push(named(principal));
        }
    }

    /// Everybody once more, as a member of each organization.
    fn in_organizations(&self, all: &mut Vec<Outsider>) {
        let alone = all.clone();
        for (id, path) in &self.organizations {
            for who in alone.iter().filter(|who| who.principal.account.is_some()) {
                let mut member = Outsider { anybody: false, ..who.clone() };
                member.principal.organization = Some(id.clone());
                member.principal.organization_path = Some(path.clone());
                // What the conditions ask for is tried first.
                all.insert(0, member);
            }
        }
    }
}
