//! DeleteResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_logs::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    Err(ApiError::not_implemented("logs:DeleteResourcePolicy"))
}
