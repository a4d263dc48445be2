//! ListAccessPreviewFindings.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListAccessPreviewFindings.html>

use gen_accessanalyzer::{ListAccessPreviewFindingsInput, ListAccessPreviewFindingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_access_preview_findings(
    _cx: &mut Cx<'_>,
    _input: &ListAccessPreviewFindingsInput,
) -> ApiResult<ListAccessPreviewFindingsOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListAccessPreviewFindings"))
}
