//! DescribeSubscriptionFilters.
//! Ref: <https://docs.aws.amazon.com/logs/latest/APIReference/API_DescribeSubscriptionFilters.html>

use gen_logs::{DescribeSubscriptionFiltersInput, DescribeSubscriptionFiltersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_subscription_filters(
    _cx: &mut Cx<'_>,
    _input: &DescribeSubscriptionFiltersInput,
) -> ApiResult<DescribeSubscriptionFiltersOutput> {
    Err(ApiError::not_implemented("logs:DescribeSubscriptionFilters"))
}
