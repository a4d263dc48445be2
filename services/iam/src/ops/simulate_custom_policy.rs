//! SimulateCustomPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_SimulateCustomPolicy.html>

use gen_iam::{SimulateCustomPolicyInput, SimulateCustomPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn simulate_custom_policy(
    _cx: &mut Cx<'_>,
    _input: &SimulateCustomPolicyInput,
) -> ApiResult<SimulateCustomPolicyOutput> {
    Err(ApiError::not_implemented("iam:SimulateCustomPolicy"))
}
