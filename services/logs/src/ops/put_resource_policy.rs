//! PutResourcePolicy.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutResourcePolicy.html>

use gen_logs::{PutResourcePolicyInput, PutResourcePolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_resource_policy(
    _cx: &mut Cx<'_>,
    _input: &PutResourcePolicyInput,
) -> ApiResult<PutResourcePolicyOutput> {
    Err(ApiError::not_implemented("logs:PutResourcePolicy"))
}
