//! Listings of log groups, by name.

use kernel::{ApiResult, Cx};

use crate::errors;
use crate::group::Group;
use crate::names::GroupName;
use crate::tables::GROUPS;

/// Groups that are read at once.
const AT_ONCE: usize = 256;

/// Which groups a listing shows.
pub(crate) struct Wanted<'w> {
    pub(crate) prefix: &'w str,
    pub(crate) keep: &'w (dyn Fn(&Group) -> bool + Sync),
}

/// Up to `limit` groups whose names come after `after`.
pub(crate) async fn page(
    cx: &mut Cx<'_>,
    wanted: &Wanted<'_>,
    after: Option<&GroupName>,
    limit: usize,
) -> ApiResult<Vec<(GroupName, Group)>> {
    let mut out = Vec::new();
    let mut last = after.cloned();
    loop {
        let mut range = cx.rows(&GROUPS).starting_with(wanted.prefix);
        if let Some(last) = &last {
            range = range.after(last);
        }
        let rows = cx.range(&GROUPS, &range, AT_ONCE).await?;
        let more = rows.len() == AT_ONCE;
        last = rows.last().map(|(name, _)| name.clone());
        out.extend(rows.into_iter().filter(|(_, group)| (wanted.keep)(group)));
        if !more || out.len() >= limit {
            out.truncate(limit);
            return Ok(out);
        }
    }
}

/// Groups of other accounts are seen by links between accounts, which there are none of.
pub(crate) fn own_account(cx: &Cx<'_>, accounts: Option<&[String]>) -> ApiResult<()> {
    let own = cx.account();
    match accounts.unwrap_or_default().iter().find(|account| *account != own.as_str()) {
        None => Ok(()),
        Some(account) => {
            Err(errors::invalid(format!("Account {account} is not linked with this account.")))
        }
    }
}
