//! Who knows identities and organizations: contracts that IAM and Organizations fulfil, so that the path of a call
//! can ask about users, roles and accounts without knowing these services or their tables.
//!
//! The kernel asks in the account that an identity belongs to: `cx` is scoped to it already. What is answered
//! is kept until [`Cx::identities_changed`] is called, so every write that could change an answer calls it.

use std::sync::Arc;

use arn::{AccountId, Arn};
use clock::Timestamp;
use schema::ApiResult;

use crate::cx::Cx;
use crate::operations::BoxFuture;

/// A policy by name, as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedPolicy {
    /// The ARN of a managed policy, or the name of an inline one.
    pub name: Arc<str>,
    /// The document.
    pub document: Arc<str>,
}

/// An IAM user, as far as evaluation needs to know.
#[derive(Clone, Debug)]
pub struct UserFacts {
    /// With path.
    pub arn: Arn,
    /// `AIDA...`.
    pub id: String,
    /// Without path.
    pub name: String,
    /// Tags.
    pub tags: Vec<(String, String)>,
    /// Inline and attached, of the user and of all groups.
    pub policies: Vec<NamedPolicy>,
    /// The permissions boundary.
    pub boundary: Option<NamedPolicy>,
}

/// An IAM role.
#[derive(Clone, Debug)]
pub struct RoleFacts {
    /// With path.
    pub arn: Arn,
    /// `AROA...`.
    pub id: String,
    /// Without path.
    pub name: String,
    /// Tags.
    pub tags: Vec<(String, String)>,
    /// Inline and attached.
    pub policies: Vec<NamedPolicy>,
    /// The permissions boundary.
    pub boundary: Option<NamedPolicy>,
    /// The trust policy.
    pub trust: Arc<str>,
    /// Seconds.
    pub max_session_duration: i32,
    /// Whether it belongs to a service: control policies of organizations do not concern it.
    pub service_linked: bool,
}

/// A registered SAML provider. It can be shown to nobody: it holds keys.
#[derive(Clone)]
pub struct SamlProvider {
    /// Its ARN.
    pub arn: Arn,
    /// The metadata document, XML.
    pub metadata: String,
    /// The private keys (PKCS #8) that its assertions may be encrypted for.
    pub private_keys: Vec<Vec<u8>>,
    /// Whether assertions in plain are refused.
    pub must_encrypt: bool,
}

/// A registered OpenID Connect provider.
#[derive(Clone, Debug)]
pub struct OidcProvider {
    /// Its ARN.
    pub arn: Arn,
    /// As in the ARN: without `https://`.
    pub url: String,
    /// Audiences.
    pub client_ids: Vec<String>,
    /// SHA-1 of the certificates that its keys may be fetched under, in hexadecimal.
    pub thumbprints: Vec<String>,
}

/// What IAM tells.
pub trait Directory: Send + Sync {
    /// The user with this ARN.
    fn user<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        arn: &'a Arn,
    ) -> BoxFuture<'a, ApiResult<Option<UserFacts>>>;

    /// The role with this name (without path).
    fn role<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        name: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<RoleFacts>>>;

    /// The managed policy with this ARN, the account's or AWS's own: its default version.
    fn managed_policy<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        arn: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<NamedPolicy>>>;

    /// Whether `code` is what the device `serial` of the user (or root) `owner` shows now. A code counts once.
    fn verify_mfa<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        owner: &'a Arn,
        serial: &'a str,
        code: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>>;

    /// The SAML provider with this ARN.
    fn saml_provider<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        arn: &'a Arn,
    ) -> BoxFuture<'a, ApiResult<Option<SamlProvider>>>;

    /// The OpenID Connect provider for tokens of this issuer (with or without `https://`).
    fn oidc_provider<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        issuer: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<OidcProvider>>>;

    /// Which features of root access the organization with this id has switched on: (credentials, sessions); `None`
    /// when this directory keeps none.
    fn root_features<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        organization: &'a str,
    ) -> BoxFuture<'a, ApiResult<Option<(bool, bool)>>> {
        let _asked = (cx, organization);
        Box::pin(async { Ok(None) })
    }

    /// Notes that sessions of the role were made now: `RoleLastUsed`.
    fn role_used<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        name: &'a str,
        at: Timestamp,
    ) -> BoxFuture<'a, ApiResult<()>>;
}

/// An account's place in its organization.
#[derive(Clone, Debug)]
pub struct Membership {
    /// `o-...`.
    pub organization: String,
    /// `o-.../r-.../ou-.../`, down to the parent of the account.
    pub path: String,
    /// The management account.
    pub management: AccountId,
    /// Whether the account is suspended: nobody in it may do anything.
    pub suspended: bool,
    /// Service control policies: the root's, each organizational unit's, the account's. Empty for the management
    /// account, and while the type is not enabled.
    pub service_control: Vec<Vec<NamedPolicy>>,
    /// Resource control policies, likewise.
    pub resource_control: Vec<Vec<NamedPolicy>>,
    /// Whether the management account may keep or take away root credentials of members: (credentials, sessions).
    pub root_features: (bool, bool),
}

/// What Organizations tells.
pub trait Organization: Send + Sync {
    /// Where an account stands; `None` outside of organizations.
    fn membership<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
    ) -> BoxFuture<'a, ApiResult<Option<Membership>>>;

    /// Whether `account` administers `service` (such as `iam.amazonaws.com`) for its organization.
    fn is_delegated_administrator<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
        service: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>>;

    /// Whether `service` has trusted access in the organization of `account`.
    fn has_service_access<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
        service: &'a str,
    ) -> BoxFuture<'a, ApiResult<bool>>;

    /// All accounts of the organization of `account`, itself included; none outside of organizations.
    fn accounts<'a>(
        &'a self,
        cx: &'a mut Cx<'_>,
        account: AccountId,
    ) -> BoxFuture<'a, ApiResult<Vec<AccountId>>>;
}

/// Asking the services that know. Each answer is `None` while no service of this cloud knows.
impl Cx<'_> {
    /// Whether a service of this cloud knows users and roles, so that one whom it does not know is not there.
    pub fn knows_identities(&self) -> bool {
        self.kernel().directory().is_some()
    }

    /// The user with this ARN, of whatever account.
    pub async fn user_facts(&mut self, arn: &Arn) -> ApiResult<Option<UserFacts>> {
        let (Some(directory), Some(account)) = (self.kernel().directory(), account_of(arn)) else {
            return Ok(None);
        };
        let outer = self.enter(account);
        let answer = directory.user(self, arn).await;
        self.enter(outer);
        answer
    }

    /// The role with this ARN (`arn:aws:iam::111122223333:role/path/name`), of whatever account.
    pub async fn role_facts(&mut self, arn: &Arn) -> ApiResult<Option<RoleFacts>> {
        let (Some(directory), Some(account)) = (self.kernel().directory(), account_of(arn)) else {
            return Ok(None);
        };
        let Some(path) = arn.resource().strip_prefix("role/") else { return Ok(None) };
        let name = path.rsplit('/').next().unwrap_or(path);
        let outer = self.enter(account);
        let answer = directory.role(self, name).await;
        self.enter(outer);
        // The path is part of who is meant.
        Ok(answer?.filter(|role| role.arn == *arn))
    }

    /// The managed policy with this ARN, looked for in the account that the call acts in.
    pub async fn managed_policy(&mut self, arn: &str) -> ApiResult<Option<NamedPolicy>> {
        match self.kernel().directory() {
            Some(directory) => directory.managed_policy(self, arn).await,
            None => Ok(None),
        }
    }

    /// Whether `code` is what `owner`'s device shows now.
    pub async fn verify_mfa(&mut self, owner: &Arn, serial: &str, code: &str) -> ApiResult<bool> {
        let (Some(directory), Some(account)) = (self.kernel().directory(), account_of(owner))
        else {
            return Ok(false);
        };
        let outer = self.enter(account);
        let answer = directory.verify_mfa(self, owner, serial, code).await;
        self.enter(outer);
        answer
    }

    /// The SAML provider with this ARN, of whatever account.
    pub async fn saml_provider(&mut self, arn: &Arn) -> ApiResult<Option<SamlProvider>> {
        let (Some(directory), Some(account)) = (self.kernel().directory(), account_of(arn)) else {
            return Ok(None);
        };
        let outer = self.enter(account);
        let answer = directory.saml_provider(self, arn).await;
        self.enter(outer);
        answer
    }

    /// The OpenID Connect provider that `account` registered for tokens of `issuer`.
    pub async fn oidc_provider(
        &mut self,
        account: AccountId,
        issuer: &str,
    ) -> ApiResult<Option<OidcProvider>> {
        let Some(directory) = self.kernel().directory() else { return Ok(None) };
        let outer = self.enter(account);
        let answer = directory.oidc_provider(self, issuer).await;
        self.enter(outer);
        answer
    }

    /// Notes that a session of the role was made now.
    pub async fn role_used(&mut self, role: &RoleFacts) -> ApiResult<()> {
        let (Some(directory), Some(account)) = (self.kernel().directory(), account_of(&role.arn))
        else {
            return Ok(());
        };
        let (outer, now) = (self.enter(account), self.now());
        let answer = directory.role_used(self, &role.name, now).await;
        self.enter(outer);
        answer
    }

    /// Where `account` stands in an organization.
    pub async fn membership(&mut self, account: AccountId) -> ApiResult<Option<Membership>> {
        let Some(organization) = self.kernel().organization() else { return Ok(None) };
        let mut membership = organization.membership(self, account).await?;
        // IAM switches these on, so IAM knows.
        if let (Some(membership), Some(directory)) = (&mut membership, self.kernel().directory())
            && let Some(features) = directory.root_features(self, &membership.organization).await?
        {
            membership.root_features = features;
        }
        Ok(membership)
    }

    /// Whether `account` administers `service` for its organization.
    pub async fn is_delegated_administrator(
        &mut self,
        account: AccountId,
        service: &str,
    ) -> ApiResult<bool> {
        match self.kernel().organization() {
            Some(organization) => {
                organization.is_delegated_administrator(self, account, service).await
            }
            None => Ok(false),
        }
    }

    /// Whether `service` has trusted access in the organization of `account`.
    pub async fn has_service_access(
        &mut self,
        account: AccountId,
        service: &str,
    ) -> ApiResult<bool> {
        match self.kernel().organization() {
            Some(organization) => organization.has_service_access(self, account, service).await,
            None => Ok(false),
        }
    }

    /// All accounts of the organization of `account`.
    pub async fn organization_accounts(&mut self, account: AccountId) -> ApiResult<Vec<AccountId>> {
        match self.kernel().organization() {
            Some(organization) => organization.accounts(self, account).await,
            None => Ok(Vec::new()),
        }
    }

    /// Must be called by every write that changes what a [`Directory`] or [`Organization`] answers: from the
    /// commit on, calls are decided by the new answers.
    pub fn identities_changed(&mut self) {
        let kernel = self.kernel().clone();
        self.on_commit(move || kernel.forget_identities());
    }
}

fn account_of(arn: &Arn) -> Option<AccountId> {
    AccountId::parse(arn.account())
}
