//! AttachPolicy: to a root, a unit or an account.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_AttachPolicy.html>

use gen_organizations::errors as modelled;
use gen_organizations::operations;
use gen_organizations::{AttachPolicyInput, AttachPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, door, errors, limits, policies, tree};

pub(super) async fn attach_policy(
    cx: &mut Cx<'_>,
    input: &AttachPolicyInput,
) -> ApiResult<AttachPolicyOutput> {
    let organization = door::delegate::<operations::AttachPolicy>(cx, input).await?;
    let policy = policies::require(cx, &organization, &input.policy_id).await?;
    let target = &input.target_id;
    if !tree::is_target(cx, &organization, target).await? {
        return Err(errors::no_target());
    }
    if !organization.is_enabled(policy.kind) {
        return Err(errors::type_not_enabled());
    }
    if attachments::is_attached(cx, &organization, &policy.id, target).await? {
        return Err(modelled::duplicate_policy_attachment_exception(
            "The selected policy is already attached to the specified target.",
        ));
    }
    let there = attachments::of_target(cx, &organization, target, policy.kind).await?;
    if there.len() >= limits::attached(policy.kind) {
        return Err(errors::too_many_attached());
    }
    attachments::attach(cx, &organization, policy.kind, &policy.id, target);
    Ok(AttachPolicyOutput::default())
}
