//! A request to be decided: who, what, on what, in which circumstances.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

use std::sync::Arc;

use arn::AccountId;
use clock::Timestamp;

use crate::context::{ContextSource, RequestContext};
use crate::value::Value;

/// What kind of principal made a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PrincipalKind {
    /// The root user of an account.
    Root,
    /// An IAM user.
    User,
    /// A session of a role.
    AssumedRole,
    /// A session made by `GetFederationToken`.
    FederatedUser,
    /// Who calls `AssumeRoleWithWebIdentity` or `AssumeRoleWithSAML`, before there is a session.
    Federated,
    /// An AWS service on its own behalf.
    Service,
    /// Nobody known: the request was not signed.
    Anonymous,
}

/// Who made a request. [`Principal::fill`] puts the keys that follow from it into a context.
#[derive(Clone, Debug, PartialEq)]
pub struct Principal {
    /// Of what kind.
    pub kind: PrincipalKind,
    /// The ARN of the user, root or session; a service's name; empty for the anonymous.
    pub arn: String,
    /// Whose; `None` for services, federated callers and the anonymous.
    pub account: Option<AccountId>,
    /// `AIDA...` for a user, `AROA...:session` for a role's session, the account id for root: `aws:userid`.
    pub unique_id: String,
    /// Of a session, the ARN of its role (with path) or, for a federated user, of the user or root behind it.
    pub issuer_arn: Option<String>,
    /// `aws:username`, of IAM users.
    pub user_name: Option<String>,
    /// `aws:PrincipalTag/...`: of the user, of the role, and of the session, which win.
    pub tags: Vec<(String, String)>,
    /// `aws:PrincipalOrgID`.
    pub organization: Option<String>,
    /// `aws:PrincipalOrgPaths`: `o-.../r-.../ou-.../`.
    pub organization_path: Option<String>,
    /// When the temporary credentials were issued; `None` for long-term keys.
    pub token_issued: Option<Timestamp>,
    /// When a second factor was given, of temporary credentials.
    pub mfa_given: Option<Timestamp>,
    /// `aws:SourceIdentity`.
    pub source_identity: Option<String>,
    /// The provider that vouched for a federated caller or session: `aws:FederatedProvider`.
    pub provider: Option<String>,
    /// The canonical user id of the account, which S3 knows.
    pub canonical_id: Option<String>,
    /// Of a service, all its names, the most common first.
    pub service_names: Vec<String>,
}

impl Principal {
    fn bare(kind: PrincipalKind, arn: String, account: Option<AccountId>) -> Principal {
        Principal {
            kind,
            arn,
            account,
            unique_id: String::new(),
            issuer_arn: None,
            user_name: None,
            tags: Vec::new(),
            organization: None,
            organization_path: None,
            token_issued: None,
            mfa_given: None,
            source_identity: None,
            provider: None,
            canonical_id: None,
            service_names: Vec::new(),
        }
    }

    /// The root user of `account`.
    pub fn root(account: AccountId) -> Principal {
        let arn = format!("arn:aws:iam::{account}:root");
        let mut root = Principal::bare(PrincipalKind::Root, arn, Some(account));
        root.unique_id = account.to_string();
        root
    }

    /// An IAM user; `path_and_name` is such as `bob` or `finance/bob`.
    pub fn user(account: AccountId, path_and_name: &str, unique_id: &str) -> Principal {
        let arn = format!("arn:aws:iam::{account}:user/{path_and_name}");
        let mut user = Principal::bare(PrincipalKind::User, arn, Some(account));
        let name = path_and_name.rsplit('/').next().unwrap_or(path_and_name);
        user.user_name = Some(name.to_owned());
        user.unique_id = unique_id.to_owned();
        user
    }

    /// A session of a role; `path_and_role` is such as `admin` or `service-role/admin`, `role_id` `AROA...`.
    pub fn assumed_role(
        account: AccountId,
        path_and_role: &str,
        role_id: &str,
        session: &str,
    ) -> Principal {
        let role = path_and_role.rsplit('/').next().unwrap_or(path_and_role);
        let arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{session}");
        let mut principal = Principal::bare(PrincipalKind::AssumedRole, arn, Some(account));
        principal.issuer_arn = Some(format!("arn:aws:iam::{account}:role/{path_and_role}"));
        principal.unique_id = format!("{role_id}:{session}");
        principal
    }

    /// A session that `GetFederationToken` made for `issuer`, a user or root.
    pub fn federated_user(issuer: &Principal, name: &str) -> Principal {
        let account = issuer.account.map(|account| account.to_string()).unwrap_or_default();
        let arn = format!("arn:aws:sts::{account}:federated-user/{name}");
        let mut principal = Principal::bare(PrincipalKind::FederatedUser, arn, issuer.account);
        principal.issuer_arn = Some(issuer.arn.clone());
        principal.unique_id = format!("{account}:{name}");
        principal.organization = issuer.organization.clone();
        principal.organization_path = issuer.organization_path.clone();
        principal
    }

    /// A caller whom `provider` vouches for: an ARN of a SAML or OIDC provider, or a domain.
    pub fn federated(provider: &str) -> Principal {
        let mut principal = Principal::bare(PrincipalKind::Federated, provider.to_owned(), None);
        principal.provider = Some(provider.to_owned());
        principal
    }

    /// A service, such as `sns.amazonaws.com`.
    pub fn service(name: &str) -> Principal {
        let mut principal = Principal::bare(PrincipalKind::Service, name.to_owned(), None);
        principal.service_names = vec![name.to_owned()];
        principal
    }

    /// Nobody known.
    pub fn anonymous() -> Principal {
        Principal::bare(PrincipalKind::Anonymous, String::new(), None)
    }

    /// Whether the identity needs no policy: root, and who root federated.
    pub(crate) fn is_root(&self) -> bool {
        self.kind == PrincipalKind::Root
            || (self.kind == PrincipalKind::FederatedUser
                && self.issuer_arn.as_deref().is_some_and(|issuer| issuer.ends_with(":root")))
    }

    /// Whether permission can come from no policy but the resource's.
    pub(crate) fn has_no_identity(&self) -> bool {
        self.account.is_none()
    }

    /// The principal as denials name it.
    pub fn display_name(&self) -> &str {
        if self.kind == PrincipalKind::Anonymous { "anonymous" } else { &self.arn }
    }

    /// `aws:PrincipalType`, which services do not have.
    fn type_name(&self) -> Option<&'static str> {
        Some(match self.kind {
            PrincipalKind::Root => "Account",
            PrincipalKind::User => "User",
            PrincipalKind::AssumedRole => "AssumedRole",
            PrincipalKind::FederatedUser | PrincipalKind::Federated => "FederatedUser",
            PrincipalKind::Anonymous => "Anonymous",
            PrincipalKind::Service => return None,
        })
    }

    /// Puts the keys that describe the principal and its session into `context`. `now` gives the age of the second
    /// factor. Keys that AWS leaves out for a kind of principal are left out.
    pub fn fill(&self, context: &mut RequestContext, now: Timestamp) {
        context.set_some("aws:principaltype", self.type_name());
        context.set_known("aws:principalisawsservice", self.kind == PrincipalKind::Service);
        if self.kind == PrincipalKind::Service {
            self.fill_service(context);
            return;
        }
        if let Some(account) = &self.account {
            context.set_known("aws:principalaccount", account.as_str());
            // Of a role's session this is the role, so that a policy can name it once for all sessions.
            let role =
                self.issuer_arn.as_deref().filter(|_| self.kind == PrincipalKind::AssumedRole);
            context.set_known("aws:principalarn", role.unwrap_or(&self.arn));
            context.set_known("aws:userid", self.unique_id.as_str());
        } else if self.kind == PrincipalKind::Anonymous {
            context.set_known("aws:userid", "anonymous");
        }
        context.set_some("aws:username", self.user_name.as_deref());
        context.set_some("aws:principalorgid", self.organization.as_deref());
        if let Some(path) = self.organization_path.as_deref() {
            context.set_all("aws:principalorgpaths", vec![path.into()]);
        }
        context.set_some("aws:sourceidentity", self.source_identity.as_deref());
        context.set_some("aws:federatedprovider", self.provider.as_deref());
        for (key, value) in &self.tags {
            context.set(&format!("aws:PrincipalTag/{key}"), value.as_str());
        }
        self.fill_session(context, now);
    }

    /// Long-term keys have neither `aws:TokenIssueTime` nor `aws:MultiFactorAuthPresent`.
    fn fill_session(&self, context: &mut RequestContext, now: Timestamp) {
        let Some(issued) = self.token_issued else { return };
        context.set_known("aws:tokenissuetime", issued.whole_seconds());
        context.set_known("aws:multifactorauthpresent", self.mfa_given.is_some());
        let age = self.mfa_given.map(|given| now.as_secs().saturating_sub(given.as_secs()).max(0));
        context.set_some("aws:multifactorauthage", age);
    }

    fn fill_service(&self, context: &mut RequestContext) {
        context
            .set_some("aws:principalservicename", self.service_names.first().map(String::as_str));
        let names = self.service_names.iter().map(|name| Value::Text(Arc::from(name.as_str())));
        context.set_all("aws:principalservicenameslist", names.collect());
    }
}

/// One call on one resource. An operation that touches several is evaluated once for each.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// Who calls.
    pub principal: &'a Principal,
    /// Such as `s3:GetObject`, in any case.
    pub action: &'a str,
    /// The resource's ARN; `*` where the action has none.
    pub resource: &'a str,
    /// Whose the resource is; `None` means the caller's.
    pub resource_account: Option<AccountId>,
    /// The values of condition keys.
    pub context: &'a dyn ContextSource,
}

impl Request<'_> {
    /// Whether caller and resource are of one account.
    pub(crate) fn same_account(&self) -> bool {
        match (self.principal.account, self.resource_account) {
            (Some(caller), Some(owner)) => caller == owner,
            _ => true,
        }
    }
}
