//! GetResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_GetResourcePolicy.html>

use gen_secretsmanager::{GetResourcePolicyInput, GetResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &GetResourcePolicyInput,
) -> ApiResult<GetResourcePolicyOutput> {
    Err(ApiError::not_implemented("secretsmanager:GetResourcePolicy"))
}
