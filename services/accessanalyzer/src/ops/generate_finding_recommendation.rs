//! GenerateFindingRecommendation.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GenerateFindingRecommendation.html>

use gen_accessanalyzer::{GenerateFindingRecommendationInput, GenerateFindingRecommendationOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn generate_finding_recommendation(
    _cx: &mut Cx<'_>,
    _input: &GenerateFindingRecommendationInput,
) -> ApiResult<GenerateFindingRecommendationOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GenerateFindingRecommendation"))
}
