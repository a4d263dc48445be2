//! DeleteRetentionPolicy.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteRetentionPolicy.html>

use gen_logs::{DeleteRetentionPolicyInput, DeleteRetentionPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_retention_policy(
    _cx: &mut Cx<'_>,
    _input: &DeleteRetentionPolicyInput,
) -> ApiResult<DeleteRetentionPolicyOutput> {
    Err(ApiError::not_implemented("logs:DeleteRetentionPolicy"))
}
