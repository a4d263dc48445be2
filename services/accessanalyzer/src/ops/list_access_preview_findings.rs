//! ListAccessPreviewFindings: filtered; only of previews that could be made.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListAccessPreviewFindings.html>

use gen_accessanalyzer::{ListAccessPreviewFindingsInput, ListAccessPreviewFindingsOutput};
use kernel::{ApiResult, Cx};

use crate::criteria::{Filter, Purpose};
use crate::preview::{self, Previewed};
use crate::{analyzer, errors, page};

pub(crate) async fn list_access_preview_findings(
    cx: &mut Cx<'_>,
    input: &ListAccessPreviewFindingsInput,
) -> ApiResult<ListAccessPreviewFindingsOutput> {
    let given = input.filter.clone().unwrap_or_default();
    let filter = Filter::parse(&given, Purpose::PreviewFindings)?;
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let preview = preview::of_id(cx, &analyzer, &input.access_preview_id).await?;
    let Some(mut all) = preview.findings else {
        let message = "The access preview is not completed.";
        return Err(errors::conflict("AccessPreview", &preview.id, message));
    };
    all.retain(|finding| filter.holds(finding));
    let binding = filter.binding();
    let bound = [preview.id.as_str(), &binding];
    let token = input.next_token.as_deref();
    let (page, next_token) = page::cut(cx, &bound, all, input.max_results, token)?;
    let findings = page.iter().map(Previewed::show).collect();
    Ok(ListAccessPreviewFindingsOutput { findings: Some(findings), next_token })
}
