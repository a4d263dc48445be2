//! GetFindingRecommendation.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetFindingRecommendation.html>

use gen_accessanalyzer::{GetFindingRecommendationInput, GetFindingRecommendationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_finding_recommendation(
    _cx: &mut Cx<'_>,
    _input: &GetFindingRecommendationInput,
) -> ApiResult<GetFindingRecommendationOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetFindingRecommendation"))
}
