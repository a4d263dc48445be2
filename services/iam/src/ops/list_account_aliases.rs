//! ListAccountAliases: the alias of the account, if it has one.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html>

use gen_iam::{ListAccountAliasesRequest, ListAccountAliasesResponse};
use kernel::{ApiResult, Cx};

use crate::account_alias;
use crate::page::Page;

pub(crate) async fn list_account_aliases(
    cx: &mut Cx<'_>,
    input: &ListAccountAliasesRequest,
) -> ApiResult<ListAccountAliasesResponse> {
    let page = Page::parse(cx, &[], input.marker.as_deref(), input.max_items)?;
    let aliases = account_alias::get(cx).await?.into_iter().collect();
    let page = page.of_list(cx, aliases, String::clone);
    Ok(ListAccountAliasesResponse {
        account_aliases: Some(page.items),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
