//! DetachPolicy: a target keeps at least one service control policy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html>

use gen_organizations::errors as modelled;
use gen_organizations::operations;
use gen_organizations::values::invalid_input_exception_reason as reason;
use gen_organizations::{DetachPolicyInput, DetachPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::policy_type::PolicyType;
use crate::{attachments, door, errors, policies, tree};

pub(super) async fn detach_policy(
    cx: &mut Cx<'_>,
    input: &DetachPolicyInput,
) -> ApiResult<DetachPolicyOutput> {
    let organization = door::delegate::<operations::DetachPolicy>(cx, input).await?;
    let policy = policies::require(cx, &organization, &input.policy_id).await?;
    let target = &input.target_id;
    if !tree::is_target(cx, &organization, target).await? {
        return Err(errors::no_target());
    }
    if !attachments::is_attached(cx, &organization, &policy.id, target).await? {
        return Err(modelled::policy_not_attached_exception(
            "The policy isn't attached to the specified target in the specified root.",
        ));
    }
    let managed = policies::managed(&policy.id).is_some();
    match policy.kind {
        PolicyType::ResourceControl if managed => {
            return Err(errors::invalid_input(
                reason::NON_DETACHABLE_POLICY,
                "You can't detach this AWS Managed Policy.",
            ));
        }
        PolicyType::ServiceControl => {
            let there = attachments::of_target(cx, &organization, target, policy.kind).await?;
            if there.len() <= 1 {
                return Err(errors::last_policy());
            }
        }
        _ => {}
    }
    attachments::detach(cx, &organization, policy.kind, &policy.id, target).await?;
    Ok(DetachPolicyOutput::default())
}
