//! Temporary credentials: an access key whose session token says, sealed, who holds it and what limits it. Nothing
//! is stored, so a restart keeps them valid, and only their time ends them.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html>

use std::sync::Arc;

use arn::{AccountId, Arn, Region};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use clock::Timestamp;
use hashbrown::HashMap;
use parking_lot::RwLock;
use serde::{Deserialize, Serialize};

use crate::call::{Caller, Principal};
use crate::directory::NamedPolicy;
use crate::identity::{ID_ALPHABET, SECRET_ALPHABET};
use crate::kernel::Kernel;

const PURPOSE: &str = "session-token";
/// Longest token that is looked at.
const MAX_TOKEN: usize = 64 * 1024;
/// How many opened tokens are remembered; when there are more, all are forgotten.
const REMEMBERED: usize = 4_000;

/// The key of a session that names the services which passed it on.
pub(crate) const PASSED_ON: &str = "aws:CalledVia";

/// What kind of session temporary credentials are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionKind {
    /// Of a role: AssumeRole and its kin.
    Role,
    /// Of a federated user: GetFederationToken.
    FederatedUser,
    /// Of a user or root itself: GetSessionToken.
    Own,
    /// Of a member account's root, limited to a task: AssumeRoot.
    Root,
    /// Of a user itself, as with a lasting key of its own: see [`Kernel::stand_in`].
    StandIn,
}

/// Tokens that were opened lately.
#[derive(Default)]
pub(crate) struct OpenSessions(RwLock<HashMap<Box<str>, Arc<OpenSession>>>);

/// Who holds temporary credentials, and what limits them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Of what kind.
    pub kind: SessionKind,
    /// The account that it acts in.
    pub account: AccountId,
    /// `arn:aws:sts::111122223333:assumed-role/role/session`; of kind `Own`, the user's or root's own.
    pub arn: Arn,
    /// `AROA...:session`, `111122223333:name`; of kind `Own`, the user's `AIDA...`, or the account.
    pub unique_id: String,
    /// The role (with path), or the user or root that the session comes from.
    pub issuer: Arn,
    /// When it began.
    pub issued: Timestamp,
    /// When it ends.
    pub expires: Timestamp,
    /// When a second factor was given.
    pub mfa: Option<Timestamp>,
    /// Session tags.
    pub tags: Vec<(String, String)>,
    /// Keys of the tags that sessions which come from this one inherit.
    pub transitive_tags: Vec<String>,
    /// Set when the first role of a chain was assumed, and never changed.
    pub source_identity: Option<String>,
    /// Session policies, inline and managed (as they were when the session was made); `None`: none were passed.
    pub policies: Option<Vec<(String, String)>>,
    /// Who vouched for a federated holder: `aws:FederatedProvider`.
    pub provider: Option<String>,
    /// Whether it was made with another role's session.
    pub chained: bool,
    /// Further condition keys, each with its values: `saml:sub`, `accounts.google.com:aud`.
    pub keys: Vec<(String, Vec<String>)>,
}

impl Session {
    /// The session of an account's user or root (`arn`), which nothing limits: also for
    /// `Session { .., ..Session::plain(..) }`.
    pub fn plain(account: AccountId, arn: Arn, issued: Timestamp, expires: Timestamp) -> Session {
        Session {
            kind: SessionKind::Own,
            account,
            unique_id: account.to_string(),
            issuer: arn.clone(),
            arn,
            issued,
            expires,
            mfa: None,
            tags: Vec::new(),
            transitive_tags: Vec::new(),
            source_identity: None,
            policies: None,
            provider: None,
            chained: false,
            keys: Vec::new(),
        }
    }
}

/// What a client gets.
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials {
    /// `ASIA` and 16 letters or digits.
    pub access_key_id: String,
    /// 40 characters.
    pub secret_access_key: String,
    /// Opaque.
    pub session_token: String,
    /// When they end.
    pub expiration: Timestamp,
}

/// What a token holds.
#[derive(Serialize, Deserialize)]
struct Sealed {
    access_key_id: String,
    secret: String,
    session: Session,
}

/// A session token, opened: authentic, though perhaps expired.
#[derive(Debug)]
pub struct OpenSession {
    /// The key that the token belongs to.
    pub access_key_id: String,
    /// The key's secret.
    pub secret: String,
    /// The session.
    pub session: Arc<Session>,
}

impl Session {
    /// Session policies as the path of a call takes them.
    pub fn named_policies(&self) -> Option<Vec<NamedPolicy>> {
        let named = |(name, document): &(String, String)| NamedPolicy {
            name: name.as_str().into(),
            document: document.as_str().into(),
        };
        self.policies.as_ref().map(|list| list.iter().map(named).collect())
    }
}

impl Kernel {
    /// Credentials with which somebody else goes on in the name of `caller` for what `service` was asked to do: they may
    /// what the caller may, and policies see `aws:CalledVia`. `None` of who has no name: nobody, and services.
    pub fn pass_on(
        &self,
        caller: &Caller,
        service: &str,
        region: &Region,
        expires: Timestamp,
    ) -> Option<Credentials> {
        let issued = self.clock().now();
        let mut session = match (&caller.principal, caller.session.as_deref()) {
            (Principal::Anonymous | Principal::Service(_), _) => return None,
            (_, Some(session)) => {
                Session { expires: session.expires.min(expires), ..session.clone() }
            }
            (Principal::Root, None) => {
                let arn: Arn = caller.arn(region).parse().ok()?;
                Session::plain(caller.account, arn, issued, expires)
            }
            (Principal::Identity { arn, unique_id }, None) => Session {
                kind: SessionKind::StandIn,
                unique_id: unique_id.clone(),
                ..Session::plain(caller.account, arn.clone(), issued, expires)
            },
        };
        let name = format!("{service}.amazonaws.com");
        match session.keys.iter_mut().find(|(key, _)| key == PASSED_ON) {
            Some((_, names)) => names.push(name),
            None => session.keys.push((PASSED_ON.to_owned(), vec![name])),
        }
        Some(self.issue_credentials(session))
    }

    /// Credentials for `session`.
    pub fn issue_credentials(&self, session: Session) -> Credentials {
        let access_key_id = format!("ASIA{}", self.random().text(16, ID_ALPHABET));
        let secret = self.random().text(40, SECRET_ALPHABET);
        let expiration = session.expires;
        let sealed = Sealed { access_key_id, secret, session };
        let plain = postcard::to_stdvec(&sealed).expect("a session is plain data");
        Credentials {
            access_key_id: sealed.access_key_id,
            secret_access_key: sealed.secret,
            session_token: STANDARD.encode(self.seal(PURPOSE, &plain)),
            expiration,
        }
    }

    /// Opens a session token that this installation made; `None` for any other.
    pub fn open_session_token(&self, token: &str) -> Option<OpenSession> {
        if token.len() > MAX_TOKEN {
            return None;
        }
        let plain = self.unseal(PURPOSE, &STANDARD.decode(token).ok()?)?;
        let sealed: Sealed = postcard::from_bytes(&plain).ok()?;
        Some(OpenSession {
            access_key_id: sealed.access_key_id,
            secret: sealed.secret,
            session: Arc::new(sealed.session),
        })
    }

    /// The same, remembered: clients show their token with every call.
    pub fn session_of_token(&self, token: &str) -> Option<Arc<OpenSession>> {
        if let Some(known) = self.0.sessions.0.read().get(token) {
            return Some(known.clone());
        }
        let opened = Arc::new(self.open_session_token(token)?);
        let mut known = self.0.sessions.0.write();
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(token.into(), opened.clone());
        Some(opened)
    }
}
