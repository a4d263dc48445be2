//! DeletePolicy: only one that nobody uses and that has no version but the default.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicy.html>

use gen_iam::{DeletePolicyInput, DeletePolicyOutput};
use kernel::{ApiResult, Cx};

use crate::tables::POLICY_VERSIONS;
use crate::{entity, errors, policies};

pub(crate) async fn delete_policy(
    cx: &mut Cx<'_>,
    input: &DeletePolicyInput,
) -> ApiResult<DeletePolicyOutput> {
    let policy = policies::find_own(cx, &input.policy_arn).await?;
    if policies::usage(cx, &input.policy_arn).await? != (0, 0) {
        return Err(errors::delete_conflict("Cannot delete a policy attached to entities."));
    }
    if policies::versions(cx, &policy).await?.len() > 1 {
        return Err(errors::delete_conflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's \
             versions. The default version is deleted with the policy.",
        ));
    }
    cx.delete(&POLICY_VERSIONS, &(policy.head.id.clone(), policy.default_version));
    entity::remove(cx, &policy);
    Ok(DeletePolicyOutput {})
}
