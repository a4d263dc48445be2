//! ListContributorInsights.
//! Ref: <https://docs.aws.amazon.com/dynamodb/latest/APIReference/API_ListContributorInsights.html>

use gen_dynamodb::{ListContributorInsightsInput, ListContributorInsightsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_contributor_insights(
    _cx: &mut Cx<'_>,
    _input: &ListContributorInsightsInput,
) -> ApiResult<ListContributorInsightsOutput> {
    Err(ApiError::not_implemented("dynamodb:ListContributorInsights"))
}
