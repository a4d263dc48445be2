//! ListPolicies: managed policies, the customer's by name and then AWS's by ARN.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPolicies.html>

use gen_iam::{ListPoliciesInput, ListPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::policy_listing::{self, Wanted};

pub(crate) async fn list_policies(
    cx: &mut Cx<'_>,
    input: &ListPoliciesInput,
) -> ApiResult<ListPoliciesOutput> {
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let scope = input.scope.as_deref().unwrap_or("All");
    let usage = input.policy_usage_filter.as_deref();
    let only_attached = input.only_attached == Some(true);
    let wanted = Wanted { prefix, only_attached, usage };
    let binding =
        [prefix, scope, usage.unwrap_or_default(), if only_attached { "attached" } else { "" }];
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.max_items)?;
    let found = policy_listing::list(cx, scope, &wanted, &page).await?;
    let page = page.cut(cx, found, policy_listing::position);
    let mut policies = Vec::with_capacity(page.items.len());
    for policy in &page.items {
        policies.push(policy.listed(cx).await?);
    }
    Ok(ListPoliciesOutput {
        policies: Some(policies),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
