//! DeletePolicyVersion: a version that is not the default.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeletePolicyVersion.html>

use gen_iam::{DeletePolicyVersionInput, DeletePolicyVersionOutput};
use kernel::{ApiResult, Cx};

use crate::tables::POLICY_VERSIONS;
use crate::{errors, policies};

pub(crate) async fn delete_policy_version(
    cx: &mut Cx<'_>,
    input: &DeletePolicyVersionInput,
) -> ApiResult<DeletePolicyVersionOutput> {
    let (arn, id) = (&input.policy_arn, &input.version_id);
    let policy = policies::find_own(cx, arn).await?;
    let (number, _) = policies::find_version(cx, &policy, arn, id).await?;
    if number == policy.default_version {
        return Err(errors::delete_conflict("Cannot delete the default version of a policy."));
    }
    cx.delete(&POLICY_VERSIONS, &(policy.head.id, number));
    Ok(DeletePolicyVersionOutput {})
}
