//! ListAnalyzedResources.
//! Ref: <https://docs.aws.amazon.com/accessanalyzer/latest/APIReference/API_ListAnalyzedResources.html>

use gen_accessanalyzer::{ListAnalyzedResourcesInput, ListAnalyzedResourcesOutput};
use kernel::{ApiError, ApiResult, Cx};

pub(crate) async fn list_analyzed_resources(
    _cx: &mut Cx<'_>,
    _input: &ListAnalyzedResourcesInput,
) -> ApiResult<ListAnalyzedResourcesOutput> {
    Err(ApiError::not_implemented("accessanalyzer:ListAnalyzedResources"))
}
