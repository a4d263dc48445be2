//! GetGroupPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetGroupPolicy.html>

use gen_iam::{GetGroupPolicyInput, GetGroupPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_group_policy(
    _cx: &mut Cx<'_>,
    _input: &GetGroupPolicyInput,
) -> ApiResult<GetGroupPolicyOutput> {
    Err(ApiError::not_implemented("iam:GetGroupPolicy"))
}
