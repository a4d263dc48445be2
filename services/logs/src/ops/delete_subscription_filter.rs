//! DeleteSubscriptionFilter.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DeleteSubscriptionFilter.html>

use gen_logs::{DeleteSubscriptionFilterInput, DeleteSubscriptionFilterOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_subscription_filter(
    _cx: &mut Cx<'_>,
    _input: &DeleteSubscriptionFilterInput,
) -> ApiResult<DeleteSubscriptionFilterOutput> {
    Err(ApiError::not_implemented("logs:DeleteSubscriptionFilter"))
}
