//! DetachUserPolicy: a managed policy no longer for a user.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html>

use gen_iam::{DetachUserPolicyInput, DetachUserPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, users};

pub(crate) async fn detach_user_policy(
    cx: &mut Cx<'_>,
    input: &DetachUserPolicyInput,
) -> ApiResult<DetachUserPolicyOutput> {
    let user = users::find(cx, &input.user_name).await?;
    attachments::detach(cx, user, &input.policy_arn).await?;
    Ok(DetachUserPolicyOutput {})
}
