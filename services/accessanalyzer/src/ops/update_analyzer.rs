//! UpdateAnalyzer.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_UpdateAnalyzer.html>

use gen_accessanalyzer::{UpdateAnalyzerInput, UpdateAnalyzerOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_analyzer(
    _cx: &mut Cx<'_>,
    _input: &UpdateAnalyzerInput,
) -> ApiResult<UpdateAnalyzerOutput> {
    Err(ApiError::not_implemented("accessanalyzer:UpdateAnalyzer"))
}
