//! ListFindings: findings of external access, filtered and sorted.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindings.html>

use gen_accessanalyzer::{ListFindingsInput, ListFindingsOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer::{self, Access};
use crate::criteria::{Filter, Purpose};
use crate::{findings, page, show};

pub(crate) async fn list_findings(
    cx: &mut Cx<'_>,
    input: &ListFindingsInput,
) -> ApiResult<ListFindingsOutput> {
    let given = input.filter.clone().unwrap_or_default();
    let filter = Filter::parse(&given, Purpose::Findings)?;
    let analyzer = analyzer::looking_for(cx, &input.analyzer_arn, Access::External).await?;
    let mut all = findings::all(cx, &analyzer).await?;
    all.retain(|finding| filter.holds(finding));
    findings::sort(&mut all, input.sort.as_ref())?;
    let bound = [filter.binding(), findings::binding(input.sort.as_ref())];
    let bound = [analyzer.name.as_str(), &bound[0], &bound[1]];
    let token = input.next_token.as_deref();
    let (page, next_token) = page::cut(cx, &bound, all, input.max_results, token)?;
    let findings = page.iter().filter_map(show::first_summary).collect();
    Ok(ListFindingsOutput { findings: Some(findings), next_token })
}
