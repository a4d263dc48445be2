//! DeleteGroupPolicy: an inline policy of a group goes.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroupPolicy.html>

use gen_iam::{DeleteGroupPolicyInput, DeleteGroupPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{groups, inline};

pub(crate) async fn delete_group_policy(
    cx: &mut Cx<'_>,
    input: &DeleteGroupPolicyInput,
) -> ApiResult<DeleteGroupPolicyOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    inline::delete(cx, &group, &input.policy_name).await?;
    Ok(DeleteGroupPolicyOutput {})
}
