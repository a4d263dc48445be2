//! DeletePolicy: only one that is attached to nothing.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DeletePolicy.html>

use gen_organizations::errors as modelled;
use gen_organizations::operations;
use gen_organizations::{DeletePolicyInput, DeletePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, door, policies, tags};

pub(super) async fn delete_policy(
    cx: &mut Cx<'_>,
    input: &DeletePolicyInput,
) -> ApiResult<DeletePolicyOutput> {
    let organization = door::delegate::<operations::DeletePolicy>(cx, input).await?;
    let policy = policies::require_own(cx, &organization, &input.policy_id).await?;
    if !attachments::targets_of(cx, &organization, &policy.id).await?.is_empty() {
        return Err(modelled::policy_in_use_exception(
            "The policy is attached to one or more entities. You must detach it from all roots, OUs, and \
             accounts before performing this operation.",
        ));
    }
    policies::remove(cx, &organization, &policy);
    tags::save(cx, &organization, &policy.id, &Vec::new());
    Ok(DeletePolicyOutput::default())
}
