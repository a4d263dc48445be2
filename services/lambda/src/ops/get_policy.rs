//! GetPolicy.
//! Ref: <https://docs.aws.amazon.com/lambda/latest/APIReference/API_GetPolicy.html>

use gen_lambda::{GetPolicyInput, GetPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_policy(
    _cx: &mut Cx<'_>,
    _input: &GetPolicyInput,
) -> ApiResult<GetPolicyOutput> {
    Err(ApiError::not_implemented("lambda:GetPolicy"))
}
