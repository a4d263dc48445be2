//! SetDefaultPolicyVersion: which version counts for everyone who has the policy.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetDefaultPolicyVersion.html>

use gen_iam::{SetDefaultPolicyVersionInput, SetDefaultPolicyVersionOutput};
use kernel::{ApiResult, Cx};

use crate::{entity, policies};

pub(crate) async fn set_default_policy_version(
    cx: &mut Cx<'_>,
    input: &SetDefaultPolicyVersionInput,
) -> ApiResult<SetDefaultPolicyVersionOutput> {
    let (arn, id) = (&input.policy_arn, &input.version_id);
    let mut policy = policies::find_own(cx, arn).await?;
    let (number, _) = policies::find_version(cx, &policy, arn, id).await?;
    policy.default_version = number;
    entity::save(cx, &policy);
    Ok(SetDefaultPolicyVersionOutput {})
}
