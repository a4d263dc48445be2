//! StartPolicyGeneration.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_StartPolicyGeneration.html>

use gen_accessanalyzer::{StartPolicyGenerationInput, StartPolicyGenerationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn start_policy_generation(
    _cx: &mut Cx<'_>,
    _input: &StartPolicyGenerationInput,
) -> ApiResult<StartPolicyGenerationOutput> {
    Err(ApiError::not_implemented("accessanalyzer:StartPolicyGeneration"))
}
