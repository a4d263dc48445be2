//! AttachUserPolicy: a managed policy for a user; one that is attached stays so.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html>

use gen_iam::{AttachUserPolicyInput, AttachUserPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{attachments, users};

pub(crate) async fn attach_user_policy(
    cx: &mut Cx<'_>,
    input: &AttachUserPolicyInput,
) -> ApiResult<AttachUserPolicyOutput> {
    let user = users::find(cx, &input.user_name).await?;
    attachments::attach(cx, user, &input.policy_arn).await?;
    Ok(AttachUserPolicyOutput {})
}
