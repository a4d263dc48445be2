//! DeleteAnalyzer.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_DeleteAnalyzer.html>

use gen_accessanalyzer::{DeleteAnalyzerInput, DeleteAnalyzerOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn delete_analyzer(
    _cx: &mut Cx<'_>,
    _input: &DeleteAnalyzerInput,
) -> ApiResult<DeleteAnalyzerOutput> {
    Err(ApiError::not_implemented("accessanalyzer:DeleteAnalyzer"))
}
