//! ListFindingsV2: findings of any kind, filtered and sorted.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ListFindingsV2.html>

use gen_accessanalyzer::{ListFindingsV2Input, ListFindingsV2Output};
use kernel::{ApiResult, Cx};

use crate::criteria::{Filter, Purpose};
use crate::{analyzer, findings, page, show};

pub(crate) async fn list_findings_v2(
    cx: &mut Cx<'_>,
    input: &ListFindingsV2Input,
) -> ApiResult<ListFindingsV2Output> {
    let given = input.filter.clone().unwrap_or_default();
    let filter = Filter::parse(&given, Purpose::Findings)?;
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let mut all = findings::all(cx, &analyzer).await?;
    all.retain(|finding| filter.holds(finding));
    findings::sort(&mut all, input.sort.as_ref())?;
    let bound = [filter.binding(), findings::binding(input.sort.as_ref())];
    let bound = [analyzer.name.as_str(), &bound[0], &bound[1]];
    let token = input.next_token.as_deref();
    let (page, next_token) = page::cut(cx, &bound, all, input.max_results, token)?;
    let findings = page.iter().map(show::second_summary).collect();
    Ok(ListFindingsV2Output { findings: Some(findings), next_token })
}
