//! AttachGroupPolicy: a managed policy for a group; one that is attached stays so.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html>

use gen_iam::{AttachGroupPolicyInput, AttachGroupPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, groups};

pub(crate) async fn attach_group_policy(
    cx: &mut Cx<'_>,
    input: &AttachGroupPolicyInput,
) -> ApiResult<AttachGroupPolicyOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    attachments::attach(cx, group, &input.policy_arn).await?;
    Ok(AttachGroupPolicyOutput {})
}
