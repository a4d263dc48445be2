//! DeleteServiceLinkedAnalyzer: by the service that manages it.
//! Ref: <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_DeleteServiceLinkedAnalyzer.html>

use gen_accessanalyzer::{DeleteServiceLinkedAnalyzerInput, DeleteServiceLinkedAnalyzerOutput};
use kernel::{ApiResult, Cx};

use crate::tables::ANALYZERS;
use crate::{analyzer, create, errors, scan};

pub(crate) async fn delete_service_linked_analyzer(
    cx: &mut Cx<'_>,
    input: &DeleteServiceLinkedAnalyzerInput,
) -> ApiResult<DeleteServiceLinkedAnalyzerOutput> {
    let service = create::managing_service(cx)?;
    let analyzer = analyzer::named(cx, &input.analyzer_name).await?;
    if analyzer.managed_by.as_deref() != Some(service) {
        let message = "The analyzer is not managed by the service.";
        return Err(errors::conflict("Analyzer", &analyzer.name, message));
    }
    cx.delete(&ANALYZERS, &analyzer.name);
    scan::end(cx, &analyzer).await?;
    Ok(DeleteServiceLinkedAnalyzerOutput::default())
}
