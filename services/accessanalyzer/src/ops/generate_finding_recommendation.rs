//! GenerateFindingRecommendation: what to do about unused permissions.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GenerateFindingRecommendation.html>

use gen_accessanalyzer::{GenerateFindingRecommendationInput, GenerateFindingRecommendationOutput};
use kernel::{AccountId, ApiError, ApiResult, Arn, Cx, NamedPolicy};

use crate::analyzer::{self, Access};
use crate::finding::Details;
use crate::recommendation::{self, Recommendation};
use crate::tables::RECOMMENDATIONS;
use crate::unused::{self, from};
use crate::{errors, findings};

pub(crate) async fn generate_finding_recommendation(
    cx: &mut Cx<'_>,
    input: &GenerateFindingRecommendationInput,
) -> ApiResult<GenerateFindingRecommendationOutput> {
    let analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::Unused).await?;
    // The operation models no error for a finding that is not there.
    let finding = findings::of_id(cx, &analyzer, &input.id)
        .await
        .map_err(|_| errors::field("id", format!("The finding {} does not exist.", input.id)))?;
    if !matches!(finding.found.details, Details::UnusedPermission { .. }) {
        let message = "Recommendations are made for findings of unused permissions alone.";
        return Err(errors::field("id", message));
    }
    let resource = finding.found.resource.clone();
    let arn: Arn = resource.parse().map_err(ApiError::bug)?;
    let account = AccountId::parse(arn.account()).unwrap_or(cx.account());
    let policies = policies_of(cx, &arn).await?;
    let used = unused::used_by(cx, account, &resource).await?;
    let (now, from) = (cx.now(), from(cx, &analyzer));
    let steps = recommendation::steps(&policies, &used, from);
    let recommendation = Recommendation { resource, started_at: now, steps };
    cx.put(&RECOMMENDATIONS, &(analyzer.number, finding.id), &recommendation);
    Ok(GenerateFindingRecommendationOutput::default())
}

async fn policies_of(cx: &mut Cx<'_>, arn: &Arn) -> ApiResult<Vec<NamedPolicy>> {
    Ok(match arn.resource().starts_with("role/") {
        true => cx.role_facts(arn).await?.map(|role| role.policies),
        false => cx.user_facts(arn).await?.map(|user| user.policies),
    }
    .unwrap_or_default())
}
