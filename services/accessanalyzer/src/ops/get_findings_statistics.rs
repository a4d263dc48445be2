//! GetFindingsStatistics: how many findings there are, by status and kind.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetFindingsStatistics.html>

use gen_accessanalyzer::{GetFindingsStatisticsInput, GetFindingsStatisticsOutput};
use kernel::{ApiResult, Cx};

use crate::{analyzer, findings, statistics};

pub(crate) async fn get_findings_statistics(
    cx: &mut Cx<'_>,
    input: &GetFindingsStatisticsInput,
) -> ApiResult<GetFindingsStatisticsOutput> {
    let analyzer = analyzer::of_arn(cx, &input.analyzer_arn).await?;
    let all = findings::all(cx, &analyzer).await?;
    let last = all.iter().map(|finding| finding.updated_at).max();
    Ok(GetFindingsStatisticsOutput {
        findings_statistics: Some(vec![statistics::of(analyzer.kind, &all)]),
        last_updated_at: last.or(analyzer.last_resource.map(|(_, at)| at)),
    })
}
