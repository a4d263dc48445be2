//! ListAccountsForParent: the accounts right below a root or unit.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsForParent.html>

use gen_organizations::operations;
use gen_organizations::{ListAccountsForParentInput, ListAccountsForParentOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{account, door, errors, tree};

pub(super) async fn list_accounts_for_parent(
    cx: &mut Cx<'_>,
    input: &ListAccountsForParentInput,
) -> ApiResult<ListAccountsForParentOutput> {
    let organization = door::reader::<operations::ListAccountsForParent>(cx, input).await?;
    let parent = &input.parent_id;
    if !tree::is_parent(cx, &organization, parent).await? {
        return Err(errors::no_parent());
    }
    let page = Page::parse(cx, parent, input.max_results, input.next_token.as_deref())?;
    let after = page.after.as_deref();
    let ids = tree::children(cx, &organization, parent, true, after, page.limit + 1).await?;
    let mut accounts = Vec::new();
    for id in ids {
        if let Some(account) = account::find(cx, &organization, &id).await? {
            accounts.push((id, account::shown(cx, &organization, &account).await?));
        }
    }
    let (accounts, next_token) = page.cut(cx, accounts);
    Ok(ListAccountsForParentOutput { accounts: Some(accounts), next_token })
}
