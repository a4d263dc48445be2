//! GetAnalyzer.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_GetAnalyzer.html>

use gen_accessanalyzer::{GetAnalyzerInput, GetAnalyzerOutput};
use kernel::{ApiResult, Cx};

use crate::analyzer;

pub(crate) async fn get_analyzer(
    cx: &mut Cx<'_>,
    input: &GetAnalyzerInput,
) -> ApiResult<GetAnalyzerOutput> {
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    Ok(GetAnalyzerOutput { analyzer: Some(analyzer.show(cx).await?) })
}
