//! ListFindings.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListFindings.html>

use gen_accessanalyzer::{ListFindingsInput, ListFindingsOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_findings(
    _cx: &mut Cx<'_>,
    _input: &ListFindingsInput,
) -> ApiResult<ListFindingsOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListFindings"))
}
