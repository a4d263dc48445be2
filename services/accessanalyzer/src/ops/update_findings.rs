//! UpdateFindings.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_UpdateFindings.html>

use gen_accessanalyzer::{UpdateFindingsInput, UpdateFindingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn update_findings(
    _cx: &mut Cx<'_>,
    _input: &UpdateFindingsInput,
) -> ApiResult<UpdateFindingsOutput> {
    Err(ApiError::not_implemented("accessanalyzer:UpdateFindings"))
}
