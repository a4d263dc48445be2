//! Closing an account: it is being closed for a moment, then closed for ninety days, then gone.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_close.html>

use kernel::{ApiResult, Cx, Job, Timestamp};

use crate::account::{self, Account, State};
use crate::ids::OrgId;
use crate::limits;
use crate::organization::Organization;
use crate::tables::ORGANIZATIONS;

/// Goes on with closing this account.
pub(crate) static CLOSE: Job<(OrgId, String)> = Job::new("organizations.close-account");

/// How many of these accounts began to be closed in the last 30 days.
pub(crate) fn lately(accounts: &[Account], now: Timestamp) -> usize {
    let closed = accounts.iter().filter_map(|account| account.state.closed_at());
    closed.filter(|at| at.plus(limits::CLOSURE_WINDOW) > now).count()
}

/// Begins to close an account.
pub(crate) async fn begin(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: Account,
) -> ApiResult<()> {
    let now = cx.now();
    let account = Account { state: State::Closing(now), ..account };
    account::save(cx, organization, &account);
    later(cx, organization, &account, now.plus(limits::CLOSURE_TAKES)).await
}

async fn later(
    cx: &mut Cx<'_>,
    organization: &Organization,
    account: &Account,
    due: Timestamp,
) -> ApiResult<()> {
    let payload = (organization.id.clone(), account.id.to_string());
    cx.schedule(&CLOSE, account.id.as_str(), due, &payload).await
}

/// The job.
pub(crate) async fn work(cx: &mut Cx<'_>, raw: &[u8]) -> ApiResult<()> {
    let (organization, id) = CLOSE.payload(raw)?;
    let Some(organization) = cx.get(&ORGANIZATIONS, &organization).await? else { return Ok(()) };
    let Some(account) = account::find(cx, &organization, &id).await? else { return Ok(()) };
    match account.state {
        State::Active => Ok(()),
        State::Closing(since) => {
            let account = Account { state: State::Closed(since), ..account };
            account::save(cx, &organization, &account);
            cx.identities_changed();
            later(cx, &organization, &account, since.plus(limits::POST_CLOSURE)).await
        }
        State::Closed(since) if since.plus(limits::POST_CLOSURE) <= cx.now() => {
            account::leave(cx, &organization, &account).await
        }
        State::Closed(_) => Ok(()),
    }
}
