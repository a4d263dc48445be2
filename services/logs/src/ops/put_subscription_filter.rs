//! PutSubscriptionFilter.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_PutSubscriptionFilter.html>

use gen_logs::{PutSubscriptionFilterInput, PutSubscriptionFilterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn put_subscription_filter(
    _cx: &mut Cx<'_>,
    _input: &PutSubscriptionFilterInput,
) -> ApiResult<PutSubscriptionFilterOutput> {
    Err(ApiError::not_implemented("logs:PutSubscriptionFilter"))
}
