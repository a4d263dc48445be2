//! SetDefaultPolicyVersion.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_SetDefaultPolicyVersion.html>

use gen_iam::{SetDefaultPolicyVersionInput, SetDefaultPolicyVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn set_default_policy_version(
    _cx: &mut Cx<'_>,
    _input: &SetDefaultPolicyVersionInput,
) -> ApiResult<SetDefaultPolicyVersionOutput> {
    Err(ApiError::not_implemented("iam:SetDefaultPolicyVersion"))
}
