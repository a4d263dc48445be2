//! GetPolicy: a managed policy, the customer's or AWS's.
//! Ref: <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetPolicy.html>

use gen_iam::{GetPolicyInput, GetPolicyOutput};
use kernel::{ApiResult, Cx};

use crate::policies;

pub(crate) async fn get_policy(
    cx: &mut Cx<'_>,
    input: &GetPolicyInput,
) -> ApiResult<GetPolicyOutput> {
    let policy = policies::find(cx, &input.policy_arn).await?;
    Ok(GetPolicyOutput { policy: Some(policy.shown(cx).await?) })
}
