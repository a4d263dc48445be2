//! CreateAnalyzer.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_CreateAnalyzer.html>

use gen_accessanalyzer::{CreateAnalyzerInput, CreateAnalyzerOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn create_analyzer(
    _cx: &mut Cx<'_>,
    _input: &CreateAnalyzerInput,
) -> ApiResult<CreateAnalyzerOutput> {
    Err(ApiError::not_implemented("accessanalyzer:CreateAnalyzer"))
}
