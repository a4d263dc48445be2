//! Who a caller is for policies: the principal with all that is attached to it. Made on the first call with an access
//! key, kept until identities change.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arn::{AccountId, Arn};
use hashbrown::HashMap;
use parking_lot::RwLock;
use policy::{Attached, Principal as Who};
use schema::ApiResult;

use super::denial;
use crate::access::policy_asks_resource_tags;
use crate::call::{Caller, Principal};
use crate::canonical::canonical_user_id;
use crate::cx::Cx;
use crate::directory::{Membership, NamedPolicy, RoleFacts, UserFacts};
use crate::kernel::Kernel;
use crate::session::{PASSED_ON, Session, SessionKind};

/// How many callers and accounts are kept; when there are more, all are forgotten.
const KEPT: usize = 10_000;

/// A caller with the policies that take part in decisions about it.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) who: Who,
    pub(crate) identity: Vec<Attached>,
    pub(crate) boundary: Option<Attached>,
    pub(crate) session: Option<Vec<Attached>>,
    pub(crate) account: Arc<AccountStanding>,
    /// Control policies of organizations do not concern service-linked roles.
    pub(crate) service_linked: bool,
    /// Condition keys that the session carries: `saml:sub`.
    pub(crate) keys: Vec<(String, Vec<String>)>,
    /// The services that passed the session on: `aws:CalledVia`.
    pub(crate) passed_on: Vec<String>,
    /// Whether it is a session of AssumeRoot.
    pub(crate) assumed_root: bool,
    /// Whether one of the policies asks for `aws:ResourceTag/...`.
    pub(crate) asks_resource_tags: bool,
    /// Whose doings its doings are: of a session, the role.
    pub(crate) seen_as: String,
}

/// An account's place in an organization, with compiled policies.
#[derive(Debug, Default)]
pub(crate) struct AccountStanding {
    pub(crate) membership: Option<Membership>,
    pub(crate) service_control: Vec<Vec<Attached>>,
    pub(crate) resource_control: Vec<Vec<Attached>>,
    asks_resource_tags: bool,
}

impl AccountStanding {
    pub(super) fn is_suspended(&self) -> bool {
        self.membership.as_ref().is_some_and(|membership| membership.suspended)
    }
}

/// What is known, and since which change of identities.
#[derive(Default)]
pub(crate) struct Standings {
    epoch: AtomicU64,
    callers: RwLock<HashMap<String, (u64, Arc<Standing>)>>,
    accounts: RwLock<HashMap<AccountId, (u64, Arc<AccountStanding>)>>,
}

impl Standings {
    /// What was known counts no more.
    pub(crate) fn forget(&self) {
        self.epoch.fetch_add(1, Ordering::AcqRel);
    }

    fn epoch(&self) -> u64 {
        self.epoch.load(Ordering::Acquire)
    }
}

impl Kernel {
    /// Who calls.
    pub(super) async fn standing(&self, cx: &mut Cx<'_>) -> ApiResult<Arc<Standing>> {
        let caller = cx.caller();
        let standings = &self.0.standings;
        let epoch = standings.epoch();
        let cached = match (caller.access_key_id.as_str(), cx.partition().as_str()) {
            ("", _) => None,
            (id, "aws") => Some(id.to_owned()),
            (id, partition) => Some(format!("{partition}/{id}")),
        };
        if let Some(key) = &cached
            && let Some((of, standing)) = standings.callers.read().get(key)
            && *of == epoch
            && standing.who.account == Some(caller.account)
        {
            return Ok(standing.clone());
        }
        let standing = Arc::new(self.make_standing(cx, caller).await?);
        if let Some(key) = cached {
            let mut callers = standings.callers.write();
            if callers.len() >= KEPT {
                callers.clear();
            }
            callers.insert(key, (epoch, standing.clone()));
        }
        Ok(standing)
    }

    /// Where an account stands.
    pub(super) async fn account_standing(
        &self,
        cx: &mut Cx<'_>,
        account: AccountId,
    ) -> ApiResult<Arc<AccountStanding>> {
        let standings = &self.0.standings;
        let epoch = standings.epoch();
        if let Some((of, standing)) = standings.accounts.read().get(&account)
            && *of == epoch
        {
            return Ok(standing.clone());
        }
        let membership = cx.membership(account).await?;
        let (mut service_control, mut resource_control) = (Vec::new(), Vec::new());
        if let Some(membership) = &membership {
            let compile = |levels: &[Vec<_>]| {
                levels.iter().map(|level| self.compile_all(level)).collect::<ApiResult<Vec<_>>>()
            };
            service_control = compile(&membership.service_control)?;
            resource_control = compile(&membership.resource_control)?;
        }
        let all = membership.iter().flat_map(|m| [&m.service_control, &m.resource_control]);
        let asks_resource_tags = asks_resource_tags(all.flatten().flatten());
        let standing = Arc::new(AccountStanding {
            membership,
            service_control,
            resource_control,
            asks_resource_tags,
        });
        let mut accounts = standings.accounts.write();
        if accounts.len() >= KEPT {
            accounts.clear();
        }
        accounts.insert(account, (epoch, standing.clone()));
        Ok(standing)
    }

    async fn make_standing(&self, cx: &mut Cx<'_>, caller: &Caller) -> ApiResult<Standing> {
        let account = self.account_standing(cx, caller.account).await?;
        let mut standing = match (&caller.principal, caller.session.as_deref()) {
            (Principal::Anonymous, _) => Standing::bare(Who::anonymous(), account),
            (Principal::Service(name), _) => {
                Standing::bare(Who::service(&format!("{name}.amazonaws.com")), account)
            }
            (Principal::Root, None) => Standing::bare(root(cx, caller), account),
            (Principal::Root, Some(session)) => {
                let mut standing = Standing::bare(root(cx, caller), account);
                standing.assumed_root = session.kind == SessionKind::Root;
                standing
            }
            (Principal::Identity { arn, unique_id }, None) => {
                self.user_standing(cx, arn, unique_id, account).await?
            }
            (Principal::Identity { .. }, Some(session)) => match session.kind {
                SessionKind::Role => self.role_standing(cx, session, account).await?,
                SessionKind::FederatedUser => self.federated_standing(cx, session, account).await?,
                SessionKind::Own | SessionKind::Root | SessionKind::StandIn => {
                    self.user_standing(cx, &session.arn, &session.unique_id, account).await?
                }
            },
        };
        if let Some(session) = caller.session.as_deref() {
            self.add_session(&mut standing, session)?;
        }
        standing.asks_resource_tags |= standing.account.asks_resource_tags;
        standing.who.canonical_id = standing.who.account.map(canonical_user_id);
        if let Some(membership) = &standing.account.membership {
            standing.who.organization = Some(membership.organization.clone());
            standing.who.organization_path = Some(membership.path.clone());
        }
        Ok(standing)
    }

    /// A user who is gone has no valid keys; nor has one of the same name who came later.
    async fn user_standing(
        &self,
        cx: &mut Cx<'_>,
        arn: &Arn,
        unique_id: &str,
        account: Arc<AccountStanding>,
    ) -> ApiResult<Standing> {
        let user = cx.user_facts(arn).await?.filter(|user| user.id == unique_id);
        let user = user.ok_or_else(|| denial::unknown_token(unique_id))?;
        let mut standing = Standing::bare(who_is(&user), account);
        standing.asks_resource_tags =
            asks_resource_tags(user.policies.iter().chain(&user.boundary));
        standing.identity = self.compile_all(&user.policies)?;
        standing.boundary = user.boundary.as_ref().map(|b| self.compile_named(b)).transpose()?;
        Ok(standing)
    }

    async fn role_standing(
        &self,
        cx: &mut Cx<'_>,
        session: &Session,
        account: Arc<AccountStanding>,
    ) -> ApiResult<Standing> {
        let of_session = |role: &RoleFacts| {
            session.unique_id.split_once(':').is_some_and(|(id, _)| id == role.id)
        };
        let role = cx.role_facts(&session.issuer).await?.filter(of_session);
        let role = role.ok_or_else(|| denial::unknown_token(&session.unique_id))?;
        let mut who = Who::assumed_role(session.account, "", "", "");
        who.arn = session.arn.to_string();
        who.issuer_arn = Some(role.arn.to_string());
        who.unique_id.clone_from(&session.unique_id);
        who.tags.clone_from(&role.tags);
        let mut standing = Standing::bare(who, account);
        standing.seen_as = role.arn.to_string();
        standing.asks_resource_tags =
            asks_resource_tags(role.policies.iter().chain(&role.boundary));
        standing.identity = self.compile_all(&role.policies)?;
        standing.boundary = role.boundary.as_ref().map(|b| self.compile_named(b)).transpose()?;
        standing.service_linked = role.service_linked;
        Ok(standing)
    }

    /// What GetFederationToken made has the permissions of who called it, as far as the passed policies let.
    async fn federated_standing(
        &self,
        cx: &mut Cx<'_>,
        session: &Session,
        account: Arc<AccountStanding>,
    ) -> ApiResult<Standing> {
        let issuer = match session.issuer.resource() {
            "root" => {
                let mut root = Who::root(session.account);
                root.arn = session.issuer.to_string();
                Standing::bare(root, account)
            }
            _ => {
                let user = cx.user_facts(&session.issuer).await?;
                let user = user.ok_or_else(|| denial::unknown_token(&session.unique_id))?;
                self.user_standing(cx, &session.issuer, &user.id, account).await?
            }
        };
        let mut who = Who::federated_user(&issuer.who, "");
        who.arn = session.arn.to_string();
        who.unique_id.clone_from(&session.unique_id);
        Ok(Standing { who, seen_as: session.issuer.to_string(), ..issuer })
    }

    fn add_session(&self, standing: &mut Standing, session: &Session) -> ApiResult<()> {
        if let Some(policies) = session.named_policies() {
            standing.asks_resource_tags |= asks_resource_tags(&policies);
            standing.session = Some(self.compile_all(&policies)?);
        }
        let passed_on = session.keys.iter().find(|(key, _)| key == PASSED_ON);
        standing.passed_on = passed_on.map(|(_, names)| names.clone()).unwrap_or_default();
        if session.kind == SessionKind::StandIn {
            return Ok(());
        }
        let who = &mut standing.who;
        who.token_issued = Some(session.issued);
        who.mfa_given = session.mfa;
        who.source_identity.clone_from(&session.source_identity);
        who.provider.clone_from(&session.provider);
        for (key, value) in &session.tags {
            // Keys of tags are compared without regard to case: a session's tag stands in for its role's.
            who.tags.retain(|(known, _)| !known.eq_ignore_ascii_case(key));
            who.tags.push((key.clone(), value.clone()));
        }
        standing.keys.clone_from(&session.keys);
        standing.keys.retain(|(key, _)| key != PASSED_ON);
        Ok(())
    }
}

impl Standing {
    fn bare(who: Who, account: Arc<AccountStanding>) -> Standing {
        Standing {
            seen_as: who.arn.clone(),
            who,
            identity: Vec::new(),
            boundary: None,
            session: None,
            account,
            service_linked: false,
            keys: Vec::new(),
            passed_on: Vec::new(),
            assumed_root: false,
            asks_resource_tags: false,
        }
    }
}

impl Standing {
    /// Of somebody who is of no account.
    pub(super) fn of_stranger(who: Who, service_linked: bool) -> Standing {
        Standing { service_linked, ..Standing::bare(who, Arc::default()) }
    }
}

fn root(cx: &Cx<'_>, caller: &Caller) -> Who {
    let mut who = Who::root(caller.account);
    who.arn = format!("arn:{}:iam::{}:root", cx.partition(), caller.account);
    who
}

fn who_is(user: &UserFacts) -> Who {
    let account = AccountId::parse(user.arn.account()).unwrap_or(AccountId::DEFAULT);
    let mut who = Who::user(account, &user.name, &user.id);
    who.arn = user.arn.to_string();
    who.tags.clone_from(&user.tags);
    who
}

fn asks_resource_tags<'p>(policies: impl IntoIterator<Item = &'p NamedPolicy>) -> bool {
    policies.into_iter().any(|policy| policy_asks_resource_tags(&policy.document))
}
