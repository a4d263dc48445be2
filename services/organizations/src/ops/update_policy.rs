//! UpdatePolicy: another name, description or content; what is not given stays.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_UpdatePolicy.html>

use gen_organizations::operations;
use gen_organizations::{UpdatePolicyInput, UpdatePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{content, door, policies};

pub(super) async fn update_policy(
    cx: &mut Cx<'_>,
    input: &UpdatePolicyInput,
) -> ApiResult<UpdatePolicyOutput> {
    let organization = door::delegate::<operations::UpdatePolicy>(cx, input).await?;
    let mut policy = policies::require_own(cx, &organization, &input.policy_id).await?;
    if let Some(content) = &input.content {
        content::check(policy.kind, content)?;
        policy.content.clone_from(content);
    }
    if let Some(name) = input.name.as_ref().filter(|name| **name != policy.name) {
        policies::take_name(cx, &organization, policy.kind, name, &policy.id).await?;
        policies::free_name(cx, &organization, &policy);
        policy.name.clone_from(name);
    }
    if let Some(description) = &input.description {
        policy.description.clone_from(description);
    }
    policy.updated = cx.now();
    policies::save(cx, &organization, &policy);
    Ok(UpdatePolicyOutput { policy: Some(policy.show(&organization)) })
}
