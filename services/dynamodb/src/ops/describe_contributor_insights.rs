//! DescribeContributorInsights.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_DescribeContributorInsights.html>

use gen_dynamodb::{DescribeContributorInsightsInput, DescribeContributorInsightsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn describe_contributor_insights(
    _cx: &mut Cx<'_>,
    _input: &DescribeContributorInsightsInput,
) -> ApiResult<DescribeContributorInsightsOutput> {
    Err(ApiError::not_implemented("dynamodb:DescribeContributorInsights"))
}
