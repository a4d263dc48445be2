//! ListAccounts: all members, by id.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccounts.html>

use gen_organizations::operations;
use gen_organizations::{ListAccountsInput, ListAccountsOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::tables::ACCOUNTS;
use crate::{account, door};

pub(super) async fn list_accounts(
    cx: &mut Cx<'_>,
    input: &ListAccountsInput,
) -> ApiResult<ListAccountsOutput> {
    let organization = door::reader::<operations::ListAccounts>(cx, input).await?;
    let page = Page::parse(cx, "", input.max_results, input.next_token.as_deref())?;
    let mut range = cx.rows(&ACCOUNTS).prefix(&organization.id);
    if let Some(after) = &page.after {
        range = range.after(&(organization.id.clone(), after.clone()));
    }
    let rows = cx.range(&ACCOUNTS, &range, page.limit + 1).await?;
    let mut accounts = Vec::new();
    for ((_, id), account) in rows {
        accounts.push((id, account::shown(cx, &organization, &account).await?));
    }
    let (accounts, next_token) = page.cut(cx, accounts);
    Ok(ListAccountsOutput { accounts: Some(accounts), next_token })
}
