//! PutRetentionPolicy.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutRetentionPolicy.html>

use gen_logs::{PutRetentionPolicyInput, PutRetentionPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_retention_policy(
    _cx: &mut Cx<'_>,
    _input: &PutRetentionPolicyInput,
) -> ApiResult<PutRetentionPolicyOutput> {
    Err(ApiError::not_implemented("logs:PutRetentionPolicy"))
}
