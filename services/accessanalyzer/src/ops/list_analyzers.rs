//! ListAnalyzers.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListAnalyzers.html>

use gen_accessanalyzer::{ListAnalyzersInput, ListAnalyzersOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_analyzers(
    _cx: &mut Cx<'_>,
    _input: &ListAnalyzersInput,
) -> ApiResult<ListAnalyzersOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListAnalyzers"))
}
