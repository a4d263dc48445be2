//! ListFindingsV2.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListFindingsV2.html>

use gen_accessanalyzer::{ListFindingsV2Input, ListFindingsV2Output};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_findings_v2(
    _cx: &mut Cx<'_>,
    _input: &ListFindingsV2Input,
) -> ApiResult<ListFindingsV2Output> {
    Err(ApiError::not_implemented("accessanalyzer:ListFindingsV2"))
}
