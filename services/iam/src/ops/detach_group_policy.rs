//! DetachGroupPolicy: a managed policy no longer for a group.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html>

use gen_iam::{DetachGroupPolicyInput, DetachGroupPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, groups};

pub(crate) async fn detach_group_policy(
    cx: &mut Cx<'_>,
    input: &DetachGroupPolicyInput,
) -> ApiResult<DetachGroupPolicyOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    attachments::detach(cx, group, &input.policy_arn).await?;
    Ok(DetachGroupPolicyOutput {})
}
