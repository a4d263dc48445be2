//! DeleteResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/secretsmanager/latest/APIReference/API_DeleteResourcePolicy.html>

use gen_secretsmanager::{DeleteResourcePolicyInput, DeleteResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteResourcePolicyInput,
) -> ApiResult<DeleteResourcePolicyOutput> {
    Err(ApiError::not_implemented("secretsmanager:DeleteResourcePolicy"))
}
