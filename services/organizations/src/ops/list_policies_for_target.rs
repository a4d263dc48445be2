//! ListPoliciesForTarget: what is attached right to a root, unit or account.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_ListPoliciesForTarget.html>

use gen_organizations::operations;
use gen_organizations::{ListPoliciesForTargetInput, ListPoliciesForTargetOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::policy_type::PolicyType;
use crate::{attachments, door, errors, tree};

pub(super) async fn list_policies_for_target(
    cx: &mut Cx<'_>,
    input: &ListPoliciesForTargetInput,
) -> ApiResult<ListPoliciesForTargetOutput> {
    let organization = door::reader::<operations::ListPoliciesForTarget>(cx, input).await?;
    let target = &input.target_id;
    let kind = PolicyType::parse(&input.filter).ok_or_else(errors::pattern)?;
    if !tree::is_target(cx, &organization, target).await? {
        return Err(errors::no_target());
    }
    let binding = format!("{target} {}", input.filter);
    let page = Page::parse(cx, binding, input.max_results, input.next_token.as_deref())?;
    let attached = attachments::policies_of(cx, &organization, target, kind).await?;
    let list = attached.iter().enumerate();
    let list = list.map(|(at, policy)| (format!("{at:06}"), policy.summary(&organization)));
    let (policies, next_token) = page.of(cx, list.collect());
    Ok(ListPoliciesForTargetOutput { policies: Some(policies), next_token })
}
