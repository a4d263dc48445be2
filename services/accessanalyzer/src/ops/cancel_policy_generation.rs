//! CancelPolicyGeneration.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CancelPolicyGeneration.html>

use gen_accessanalyzer::{CancelPolicyGenerationInput, CancelPolicyGenerationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn cancel_policy_generation(
    _cx: &mut Cx<'_>,
    _input: &CancelPolicyGenerationInput,
) -> ApiResult<CancelPolicyGenerationOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CancelPolicyGeneration"))
}
