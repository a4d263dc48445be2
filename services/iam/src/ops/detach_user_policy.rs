//! DetachUserPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DetachUserPolicy.html>

use gen_iam::{DetachUserPolicyInput, DetachUserPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn detach_user_policy(
    _cx: &mut Cx<'_>,
    _input: &DetachUserPolicyInput,
) -> ApiResult<DetachUserPolicyOutput> {
    Err(ApiError::not_implemented("iam:DetachUserPolicy"))
}
