//! Who calls what, from where: everything about a call that is known before its handler runs.

use std::net::IpAddr;
use std::sync::Arc;

use arn::{AccountId, Arn, Region};

use crate::operations::AnyInput;
use crate::session::{Session, SessionKind};

/// One call, decoded and authenticated, ready for [`crate::Kernel::dispatch`].
pub struct Call {
    /// Our name of the service, such as `sqs`.
    pub service: &'static str,
    /// Index in the service's operation table (not in its schema).
    pub operation: usize,
    /// Who calls.
    pub caller: Arc<Caller>,
    /// The account that the call acts in: the caller's, or that of the resource that it is about, when policies of
    /// both accounts let it.
    pub account: AccountId,
    /// The region it is made in.
    pub region: Region,
    /// Unique; in every answer and every log line.
    pub request_id: String,
    /// How the client addressed us: URLs in answers follow it.
    pub endpoint: Endpoint,
    /// How the call came.
    pub via: Via,
    /// The trace that the caller says the call belongs to: `X-Amzn-Trace-Id`.
    pub trace: Option<Arc<str>>,
    /// The decoded input: the operation's input type.
    pub input: Box<dyn AnyInput>,
}

/// An authenticated caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The account that the caller belongs to.
    pub account: AccountId,
    /// Who in that account.
    pub principal: Principal,
    /// The access key that signed; empty for anonymous calls.
    pub access_key_id: String,
    /// Whether a signature was checked against a known secret.
    pub verified: bool,
    /// What temporary credentials say.
    pub session: Option<Arc<Session>>,
    /// Whether the call came as a form of a browser, which S3 tells apart from a request.
    pub by_form: bool,
}

/// Who in an account a caller is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The account's root.
    Root,
    /// Nobody known: an unsigned call.
    Anonymous,
    /// A service of this cloud, on behalf of a caller.
    Service(&'static str),
    /// A user, an assumed role, a federated user: its ARN and its unique id.
    Identity {
        /// `arn:aws:iam::111122223333:user/alice`.
        arn: Arn,
        /// `AIDA...`, or `AROA...:session`.
        unique_id: String,
    },
}

impl Caller {
    /// The root of `account`, known by an access key that nobody issued.
    pub fn root(account: AccountId, access_key_id: impl Into<String>) -> Caller {
        Caller {
            account,
            principal: Principal::Root,
            access_key_id: access_key_id.into(),
            verified: false,
            session: None,
            by_form: false,
        }
    }

    /// Who holds the temporary credentials of `session`.
    pub fn of_session(session: Arc<Session>, access_key_id: impl Into<String>) -> Caller {
        let own_root = session.kind == SessionKind::Own && session.arn.resource() == "root";
        let principal = match own_root || session.kind == SessionKind::Root {
            true => Principal::Root,
            false => Principal::Identity {
                arn: session.arn.clone(),
                unique_id: session.unique_id.clone(),
            },
        };
        Caller {
            account: session.account,
            principal,
            access_key_id: access_key_id.into(),
            verified: true,
            session: Some(session),
            by_form: false,
        }
    }

    /// A service of this cloud, acting in `account`.
    pub fn service(name: &'static str, account: AccountId) -> Caller {
        Caller {
            account,
            principal: Principal::Service(name),
            access_key_id: String::new(),
            verified: true,
            session: None,
            by_form: false,
        }
    }

    /// The name of the IAM user, when one calls, with lasting or temporary credentials of their own.
    pub fn user_name(&self) -> Option<&str> {
        let Principal::Identity { arn, .. } = &self.principal else { return None };
        let path = arn.resource().strip_prefix("user/")?;
        path.rsplit('/').next()
    }

    /// The caller's ARN, as GetCallerIdentity and policies show it.
    pub fn arn(&self, region: &Region) -> String {
        let partition = region.partition();
        match &self.principal {
            Principal::Root => format!("arn:{partition}:iam::{}:root", self.account),
            Principal::Anonymous => "anonymous".to_owned(),
            Principal::Service(name) => format!("{name}.amazonaws.com"),
            Principal::Identity { arn, .. } => arn.to_string(),
        }
    }

    /// The caller's unique id; a root's is its account.
    pub fn unique_id(&self) -> String {
        match &self.principal {
            Principal::Root => self.account.to_string(),
            Principal::Anonymous => "anonymous".to_owned(),
            Principal::Service(name) => (*name).to_owned(),
            Principal::Identity { unique_id, .. } => unique_id.clone(),
        }
    }
}

/// Where a client found us: `http://sqs.us-east-1.localhost:4566`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Whether the connection is encrypted.
    pub secure: bool,
    /// Host and port, as in the `Host` header.
    pub authority: String,
}

impl Endpoint {
    /// `http` or `https`.
    pub fn scheme(&self) -> &'static str {
        if self.secure { "https" } else { "http" }
    }
}

/// How a call came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Via {
    /// Over the network.
    Wire {
        /// The client's address.
        source: IpAddr,
        /// Its `User-Agent`.
        user_agent: Arc<str>,
        /// Its `Referer`, which policies can ask about.
        referer: Option<Arc<str>>,
    },
    /// From another service of this cloud.
    Service {
        /// Which.
        name: &'static str,
        /// How many services called each other to get here; bounded, so that loops end.
        depth: u8,
        /// How the call came that the service serves with this one; none of jobs.
        origin: Option<Arc<Via>>,
    },
}
