//! GetFindingRecommendation: the steps, in pages.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetFindingRecommendation.html>

use gen_accessanalyzer::values::recommendation_type;
use gen_accessanalyzer::{GetFindingRecommendationInput, GetFindingRecommendationOutput};
use kernel::{ApiResult, Cx};

use crate::recommendation::Step;
use crate::tables::RECOMMENDATIONS;
use crate::{analyzer, errors, page};

pub(crate) async fn get_finding_recommendation(
    cx: &mut Cx<'_>,
    input: &GetFindingRecommendationInput,
) -> ApiResult<GetFindingRecommendationOutput> {
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let found = cx.get(&RECOMMENDATIONS, &(analyzer.number, input.id.clone())).await?;
    let found = found.ok_or_else(|| errors::not_found("FindingRecommendation", &input.id))?;
    let status = found.status();
    let token = input.next_token.as_deref();
    let (steps, next_token) = page::cut(cx, &[&input.id], found.steps, input.max_results, token)?;
    Ok(GetFindingRecommendationOutput {
        started_at: Some(found.started_at),
        completed_at: Some(found.started_at),
        next_token,
        error: None,
        resource_arn: Some(found.resource),
        recommended_steps: Some(steps.iter().map(Step::show).collect()),
        recommendation_type: Some(recommendation_type::UNUSED_PERMISSION_RECOMMENDATION.to_owned()),
        status: Some(status.to_owned()),
    })
}
