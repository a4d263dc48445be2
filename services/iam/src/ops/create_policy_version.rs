//! CreatePolicyVersion.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_CreatePolicyVersion.html>

use gen_iam::{CreatePolicyVersionInput, CreatePolicyVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_policy_version(
    _cx: &mut Cx<'_>,
    _input: &CreatePolicyVersionInput,
) -> ApiResult<CreatePolicyVersionOutput> {
    Err(ApiError::not_implemented("iam:CreatePolicyVersion"))
}
