//! GetAnalyzer.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_GetAnalyzer.html>

use gen_accessanalyzer::{GetAnalyzerInput, GetAnalyzerOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn get_analyzer(
    _cx: &mut Cx<'_>,
    _input: &GetAnalyzerInput,
) -> ApiResult<GetAnalyzerOutput> {
    Err(ApiError::not_implemented("accessanalyzer:GetAnalyzer"))
}
