//! DeleteGroupPolicy.
//! Ref: <https://docs.aws.amazon.com/iam/latest/APIReference/API_DeleteGroupPolicy.html>

use gen_iam::{DeleteGroupPolicyInput, DeleteGroupPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_group_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteGroupPolicyInput,
) -> ApiResult<DeleteGroupPolicyOutput> {
    Err(ApiError::not_implemented("iam:DeleteGroupPolicy"))
}
