//! GetGeneratedPolicy.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetGeneratedPolicy.html>

use gen_accessanalyzer::{GetGeneratedPolicyInput, GetGeneratedPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_generated_policy(
    _cx: &mut Cx<'_>,
    _input: &GetGeneratedPolicyInput,
) -> ApiResult<GetGeneratedPolicyOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetGeneratedPolicy"))
}
