//! GetPolicyVersion.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_GetPolicyVersion.html>

use gen_iam::{GetPolicyVersionInput, GetPolicyVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_policy_version(
    _cx: &mut Cx<'_>,
    _input: &GetPolicyVersionInput,
) -> ApiResult<GetPolicyVersionOutput> {
    Err(ApiError::not_implemented("iam:GetPolicyVersion"))
}
