//! CreateServiceLinkedAnalyzer.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CreateServiceLinkedAnalyzer.html>

use gen_accessanalyzer::{CreateServiceLinkedAnalyzerInput, CreateServiceLinkedAnalyzerOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_service_linked_analyzer(
    _cx: &mut Cx<'_>,
    _input: &CreateServiceLinkedAnalyzerInput,
) -> ApiResult<CreateServiceLinkedAnalyzerOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CreateServiceLinkedAnalyzer"))
}
