//! GetUserPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetUserPolicy.html>

use gen_iam::{GetUserPolicyInput, GetUserPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_user_policy(
    _cx: &mut Cx<'_>,
    _input: &GetUserPolicyInput,
) -> ApiResult<GetUserPolicyOutput> {
    Err(ApiError::not_implemented("iam:GetUserPolicy"))
}
