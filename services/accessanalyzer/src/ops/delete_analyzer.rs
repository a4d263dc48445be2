//! DeleteAnalyzer: its findings and rules go with it.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteAnalyzer.html>

use gen_accessanalyzer::{DeleteAnalyzerInput, DeleteAnalyzerOutput};
use kernel::{ApiResult, Cx};

use crate::tables::ANALYZERS;
use crate::{analyzer, errors, scan};

pub(crate) async fn delete_analyzer(
    cx: &mut Cx<'_>,
    input: &DeleteAnalyzerInput,
) -> ApiResult<DeleteAnalyzerOutput> {
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    if let Some(service) = &analyzer.managed_by {
        return Err(errors::access_denied(format!("The analyzer is managed by {service}.")));
    }
    cx.delete(&ANALYZERS, &analyzer.name);
    scan::end(cx, &analyzer).await?;
    Ok(DeleteAnalyzerOutput::default())
}
