//! ListEntitiesForPolicy: who has a managed policy attached, or as boundary: groups, users and roles.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListEntitiesForPolicy.html>

use gen_iam::{ListEntitiesForPolicyInput, ListEntitiesForPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::page::Page;
use crate::{policies, policy_entities};

pub(crate) async fn list_entities_for_policy(
    cx: &mut Cx<'_>,
    input: &ListEntitiesForPolicyInput,
) -> ApiResult<ListEntitiesForPolicyOutput> {
    let arn = &input.policy_arn;
    policies::find(cx, arn).await?;
    let prefix = input.path_prefix.as_deref().unwrap_or("/");
    let (filter, usage) = (input.entity_filter.as_deref(), input.policy_usage_filter.as_deref());
    let binding = [arn, prefix, filter.unwrap_or_default(), usage.unwrap_or_default()];
    let page = Page::parse(cx, &binding, input.marker.as_deref(), input.max_items)?;
    let found = policy_entities::of(cx, arn, filter, usage, prefix).await?;
    let page = page.of_list(cx, found, policy_entities::position);
    let (groups, users, roles) = policy_entities::split(page.items);
    Ok(ListEntitiesForPolicyOutput {
        policy_groups: Some(groups),
        policy_users: Some(users),
        policy_roles: Some(roles),
        is_truncated: page.truncated,
        marker: page.marker,
    })
}
