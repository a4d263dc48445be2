//! Credentials for who owns this machine, to act as somebody of theirs: what `stratus aws --as` signs with. No key is
//! made, nothing is stored, and what the user or role may do is what they may do.

use std::sync::Arc;
use std::time::Duration;

use arn::{AccountId, Arn, Region};
use schema::ApiResult;

use crate::call::{Call, Caller, Endpoint, Via};
use crate::cx::Cx;
use crate::kernel::Kernel;
use crate::session::{Credentials, Session, SessionKind};

/// How long they are good.
const LIFE: Duration = Duration::from_secs(3_600);
/// Name of the sessions of roles.
const SESSION: &str = "stratus";

impl Kernel {
    /// Credentials of the user or role with this ARN; `None` when there is none.
    pub async fn stand_in(&self, arn: &Arn) -> ApiResult<Option<Credentials>> {
        let Some(account) = AccountId::parse(arn.account()) else { return Ok(None) };
        let call = self.call_of_ours(account);
        let mut cx = Cx::begin(self, &call);
        let (kind, session_arn, unique_id) = if arn.resource().starts_with("user/") {
            let Some(user) = cx.user_facts(arn).await? else { return Ok(None) };
            (SessionKind::StandIn, user.arn, user.id)
        } else {
            let Some(role) = cx.role_facts(arn).await? else { return Ok(None) };
            let resource = format!("assumed-role/{}/{SESSION}", role.name);
            let of_session = Arn::new(arn.partition(), "sts", "", account.as_str(), &resource);
            let of_session = of_session.map_err(schema::ApiError::bug)?;
            (SessionKind::Role, of_session, format!("{}:{SESSION}", role.id))
        };
        let issued = cx.now();
        Ok(Some(self.issue_credentials(Session {
            kind,
            unique_id,
            issuer: arn.clone(),
            ..Session::plain(account, session_arn, issued, issued.plus(LIFE))
        })))
    }

    /// A call that nobody made, to look around with.
    pub(crate) fn call_of_ours(&self, account: AccountId) -> Call {
        Call {
            service: "stratus",
            operation: usize::MAX,
            caller: Arc::new(Caller::service("stratus", account)),
            account,
            region: Region::default_region(),
            request_id: self.random().uuid(),
            endpoint: Endpoint { secure: false, authority: self.default_authority() },
            via: Via::Service { name: "stratus", depth: 0, origin: None },
            trace: None,
            input: Box::new(schema::Empty::default()),
        }
    }
}
