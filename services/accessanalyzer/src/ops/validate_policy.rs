//! ValidatePolicy.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ValidatePolicy.html>

use gen_accessanalyzer::{ValidatePolicyInput, ValidatePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn validate_policy(
    _cx: &mut Cx<'_>,
    _input: &ValidatePolicyInput,
) -> ApiResult<ValidatePolicyOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ValidatePolicy"))
}
