//! GetFindingV2: a finding of any kind; its details come in pages.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetFindingV2.html>

use gen_accessanalyzer::{GetFindingV2Input, GetFindingV2Output};
use kernel::{ApiResult, Cx};

use crate::{analyzer, findings, page, show};

pub(crate) async fn get_finding_v2(
    cx: &mut Cx<'_>,
    input: &GetFindingV2Input,
) -> ApiResult<GetFindingV2Output> {
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let finding = findings::of_id(cx, &analyzer, &input.id).await?;
    let details = show::details(&finding.found.details);
    let token = input.next_token.as_deref();
    let (details, next_token) = page::cut(cx, &[&finding.id], details, input.max_results, token)?;
    let summary = show::second_summary(&finding);
    Ok(GetFindingV2Output {
        analyzed_at: summary.analyzed_at,
        created_at: summary.created_at,
        error: summary.error,
        id: summary.id,
        next_token,
        resource: summary.resource,
        resource_type: summary.resource_type,
        resource_owner_account: summary.resource_owner_account,
        status: summary.status,
        updated_at: summary.updated_at,
        finding_details: Some(details),
        finding_type: summary.finding_type,
    })
}
