//! ValidateResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_ValidateResourcePolicy.html>

use gen_secretsmanager::{ValidateResourcePolicyInput, ValidateResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn validate_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &ValidateResourcePolicyInput,
) -> ApiResult<ValidateResourcePolicyOutput> {
    Err(ApiError::not_implemented("secretsmanager:ValidateResourcePolicy"))
}
