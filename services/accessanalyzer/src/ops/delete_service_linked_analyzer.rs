//! DeleteServiceLinkedAnalyzer.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_DeleteServiceLinkedAnalyzer.html>

use gen_accessanalyzer::{DeleteServiceLinkedAnalyzerInput, DeleteServiceLinkedAnalyzerOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_service_linked_analyzer(
    _cx: &mut Cx<'_>,
    _input: &DeleteServiceLinkedAnalyzerInput,
) -> ApiResult<DeleteServiceLinkedAnalyzerOutput> {
    Err(ApiError::not_implemented("accessanalyzer:DeleteServiceLinkedAnalyzer"))
}
