//! SimulatePrincipalPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_SimulatePrincipalPolicy.html>

use gen_iam::{SimulatePrincipalPolicyInput, SimulatePrincipalPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn simulate_principal_policy(
    _cx: &mut Cx<'_>,
    _input: &SimulatePrincipalPolicyInput,
) -> ApiResult<SimulatePrincipalPolicyOutput> {
    Err(ApiError::not_implemented("iam:SimulatePrincipalPolicy"))
}
