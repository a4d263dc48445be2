//! DeletePolicyVersion.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeletePolicyVersion.html>

use gen_iam::{DeletePolicyVersionInput, DeletePolicyVersionOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_policy_version(
    _cx: &mut Cx<'_>,
    _input: &DeletePolicyVersionInput,
) -> ApiResult<DeletePolicyVersionOutput> {
    Err(ApiError::not_implemented("iam:DeletePolicyVersion"))
}
