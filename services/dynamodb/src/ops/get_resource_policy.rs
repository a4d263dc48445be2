//! GetResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_GetResourcePolicy.html>

use gen_dynamodb::{GetResourcePolicyInput, GetResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &GetResourcePolicyInput,
) -> ApiResult<GetResourcePolicyOutput> {
    Err(ApiError::not_implemented("dynamodb:GetResourcePolicy"))
}
