//! UpdateFindings: archives findings, or makes them active again: by their ids, or all of a resource.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_UpdateFindings.html>

use gen_accessanalyzer::values::finding_status_update;
use gen_accessanalyzer::{UpdateFindingsInput, UpdateFindingsOutput};
use kernel::{ApiResult, Cx};

use crate::finding::{Finding, Status};
use crate::tables::FINDINGS;
use crate::{analyzer, errors, findings, scan};

pub(crate) async fn update_findings(
    cx: &mut Cx<'_>,
    input: &UpdateFindingsInput,
) -> ApiResult<UpdateFindingsOutput> {
    let ids = input.ids.as_deref().unwrap_or_default();
    if ids.is_empty() == input.resource_arn.is_none() {
        let message = "Either ids or resourceArn must be specified.";
        return Err(errors::field("ids", message));
    }
    let status = match input.status.as_str() {
        finding_status_update::ACTIVE => Status::Active,
        _ => Status::Archived,
    };
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let mut chosen: Vec<Finding> = Vec::new();
    for id in ids {
        chosen.push(findings::of_id(cx, &analyzer, id).await?);
    }
    if let Some(arn) = &input.resource_arn {
        chosen.extend(scan::of_resource(cx, analyzer.number, arn).await?);
        if chosen.is_empty() {
            return Err(errors::not_found("Resource", arn));
        }
    }
    let now = cx.now();
    // What is resolved stays so.
    for mut finding in chosen.into_iter().filter(|f| f.status != Status::Resolved) {
        if finding.status != status {
            (finding.status, finding.updated_at) = (status, now);
            cx.put(&FINDINGS, &(analyzer.number, finding.id.clone()), &finding);
        }
    }
    Ok(UpdateFindingsOutput::default())
}
