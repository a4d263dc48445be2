//! ListAccountsWithInvalidEffectivePolicy: accounts whose effective policy is not whole.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListAccountsWithInvalidEffectivePolicy.html>

use gen_organizations::operations;
use gen_organizations::{
    ListAccountsWithInvalidEffectivePolicyInput, ListAccountsWithInvalidEffectivePolicyOutput,
};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::policy_type::PolicyType;
use crate::{account, door, effective, errors};

pub(super) async fn list_accounts_with_invalid_effective_policy(
    cx: &mut Cx<'_>,
    input: &ListAccountsWithInvalidEffectivePolicyInput,
) -> ApiResult<ListAccountsWithInvalidEffectivePolicyOutput> {
    let organization =
        door::reader::<operations::ListAccountsWithInvalidEffectivePolicy>(cx, input).await?;
    let kind = PolicyType::parse(&input.policy_type).ok_or_else(errors::pattern)?;
    if !organization.is_enabled(kind) {
        return Err(errors::no_effective_policy());
    }
    let binding = &input.policy_type;
    let page = Page::parse(cx, binding, input.max_results, input.next_token.as_deref())?;
    let mut invalid = Vec::new();
    for account in account::all(cx, &organization).await? {
        let id = account.id.to_string();
        let effective = effective::of_account(cx, &organization, &id, kind).await?;
        if effective.is_some_and(|effective| !effective.errors(kind).is_empty()) {
            invalid.push((id, account::shown(cx, &organization, &account).await?));
        }
    }
    let (accounts, next_token) = page.of(cx, invalid);
    Ok(ListAccountsWithInvalidEffectivePolicyOutput {
        accounts: Some(accounts),
        policy_type: Some(input.policy_type.clone()),
        next_token,
    })
}
