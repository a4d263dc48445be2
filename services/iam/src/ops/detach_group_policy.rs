//! DetachGroupPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DetachGroupPolicy.html>

use gen_iam::{DetachGroupPolicyInput, DetachGroupPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn detach_group_policy(
    _cx: &mut Cx<'_>,
    _input: &DetachGroupPolicyInput,
) -> ApiResult<DetachGroupPolicyOutput> {
    Err(ApiError::not_implemented("iam:DetachGroupPolicy"))
}
