//! GetGroupPolicy: an inline policy of a group.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetGroupPolicy.html>

use gen_iam::{GetGroupPolicyInput, GetGroupPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::{groups, inline};

pub(crate) async fn get_group_policy(
    cx: &mut Cx<'_>,
    input: &GetGroupPolicyInput,
) -> ApiResult<GetGroupPolicyOutput> {
    let group = groups::find(cx, &input.group_name).await?;
    let document = inline::shown(cx, &group, &input.policy_name).await?;
    Ok(GetGroupPolicyOutput {
        group_name: Some(group.head.name),
        policy_name: Some(input.policy_name.clone()),
        policy_document: Some(document),
    })
}
