//! ListPolicies: all policies of a type; AWS's own come first.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPolicies.html>

use gen_organizations::operations;
use gen_organizations::{ListPoliciesInput, ListPoliciesOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::policy_type::PolicyType;
use crate::{door, errors, policies};

pub(super) async fn list_policies(
    cx: &mut Cx<'_>,
    input: &ListPoliciesInput,
) -> ApiResult<ListPoliciesOutput> {
    let organization = door::reader::<operations::ListPolicies>(cx, input).await?;
    let kind = PolicyType::parse(&input.filter).ok_or_else(errors::pattern)?;
    let page = Page::parse(cx, &input.filter, input.max_results, input.next_token.as_deref())?;
    let all = policies::all(cx, &organization, kind).await?;
    let list = all.iter().map(|policy| {
        let order = if policies::managed(&policy.id).is_some() { 0 } else { 1 };
        (format!("{order}{}", policy.id), policy.summary(&organization))
    });
    let (policies, next_token) = page.of(cx, list.collect());
    Ok(ListPoliciesOutput { policies: Some(policies), next_token })
}
