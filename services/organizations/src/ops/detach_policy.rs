//! DetachPolicy.
//! Ref: <https://docs.aws.amazon.com/organizations/latest/APIReference/API_DetachPolicy.html>

use gen_organizations::{DetachPolicyInput, DetachPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn detach_policy(
    _cx: &mut Cx<'_>,
    _input: &DetachPolicyInput,
) -> ApiResult<DetachPolicyOutput> {
    Err(ApiError::not_implemented("organizations:DetachPolicy"))
}
