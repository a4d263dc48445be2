//! PutDestinationPolicy.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutDestinationPolicy.html>

use gen_logs::{PutDestinationPolicyInput, PutDestinationPolicyOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_destination_policy(
    _cx: &mut Cx<'_>,
    _input: &PutDestinationPolicyInput,
) -> ApiResult<PutDestinationPolicyOutput> {
    Err(ApiError::not_implemented("logs:PutDestinationPolicy"))
}
