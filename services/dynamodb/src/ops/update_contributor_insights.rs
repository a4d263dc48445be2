//! UpdateContributorInsights.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_UpdateContributorInsights.html>

use gen_dynamodb::{UpdateContributorInsightsInput, UpdateContributorInsightsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_contributor_insights(
    _cx: &mut Cx<'_>,
    _input: &UpdateContributorInsightsInput,
) -> ApiResult<UpdateContributorInsightsOutput> {
    Err(ApiError::not_implemented("dynamodb:UpdateContributorInsights"))
}
